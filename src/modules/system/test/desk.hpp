/// The module's routes behind a real router over a fresh company, and hands to call them.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "modules/system/module.hpp"
#include "modules/system/program.hpp"
#include "platform/calendar/calendar.hpp"
#include "platform/files/files.hpp"
#include "platform/flow/flow.hpp"
#include "platform/http/router.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"
#include "platform/text/text.hpp"
#include "support/database.hpp"

namespace gx::gen {
extern const Part modules_system;
}

namespace gx::system {

inline constexpr std::string_view kPassword = "correct horse battery";

/// One answer, with its body as a tree.
struct Answer {
    int status = 0;
    boost::json::value body;
    std::string raw;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string header(std::string_view name) const;
    const boost::json::value& at(std::string_view pointer) const;  ///< "/items/0/name"
    std::string text(std::string_view pointer) const;
};

/// Somebody with a browser.
struct Visitor {
    std::string cookie;
};

class Desk : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override;
    void SetUp() override;
    void TearDown() override;

    struct Ask {
        http::Method method = http::Method::get;
        std::string path, body = {};
        std::string if_match = {}, key = {};
    };
    Answer ask(const Visitor& who, const Ask& ask);
    Answer get(const Visitor& who, const std::string& path) { return ask(who, {http::Method::get, path}); }
    /// With an idempotency key of its own.
    Answer post(const Visitor& who, const std::string& path, const std::string& body);
    Answer log_in(Visitor& who, const std::string& login, std::string_view password);
    /// A person with this duty on a post of reach `scope`, logged in.
    Visitor staff(org::Duty duty, const std::string& name);
    /// "action" of every entry with outcome done or seen, "action!" of refused ones, since the last call.
    std::vector<std::string> entries();

    const Id company = test::kCompany;
    Visitor admin;
    Id admin_person;
    text::Catalogue texts{catalogue_parts()};
    std::unique_ptr<http::Services> services;
    std::unique_ptr<http::Router> router;
    Program program;
    calendar::Book book;
    std::unique_ptr<trail::Trail> trail;
    std::unique_ptr<org::Sessions> sessions;

  private:
    static const std::vector<const Part*>& catalogue_parts();
    test::TempDir folder_;
    notify::Hub hub_;
    flow::Registry flows_{std::span<const Part* const>{}};
    std::unique_ptr<files::Store> files_;
    Id last_entry_;
    int keys_made_ = 0;
};

}  // namespace gx::system
