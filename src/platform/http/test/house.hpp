/// A company with a small route table of its own, as the router and the wall need it in tests.
#pragma once

#include <gtest/gtest.h>

#include <atomic>

#include "platform/calendar/calendar.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/files.hpp"
#include "platform/flow/flow.hpp"
#include "platform/http/router.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"
#include "platform/text/text.hpp"
#include "support/database.hpp"

namespace gx::http {

/// What the handlers of the table do; set by each test.
struct Hands {
    std::atomic<int> created{0};
    std::function<void()> inside;  ///< runs within the create
    Bytes first_key, first_body;
    Id first_id;
};
Hands& hands();
std::vector<Route> sample_routes();

class HouseTest : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override {
        return {&gen::platform_keys, &gen::platform_trail, &gen::platform_outbox, &gen::platform_org, &gen::platform_due,
                &gen::platform_flow, &gen::platform_files, &gen::platform_notify};
    }
    void SetUp() override;
    void TearDown() override;

    /// A request of the logged-in administrator, from the same site.
    Request request(Method method, std::string_view path, std::string_view body = {}) const;
    Response ask(Method method, std::string_view path, std::string_view body = {}) {
        return router->handle_now(request(method, path, body));
    }
    /// "action outcome" of each entry since the last call, oldest first; outcomes as numbers of the enum.
    std::vector<std::string> fresh_entries();
    std::vector<trail::Stored> fresh_stored();

    static const std::vector<const Part*>& message_parts();
    const Id company = test::kCompany;
    Id person, account;
    std::string cookie;
    text::Catalogue texts{message_parts()};
    notify::Hub hub;
    calendar::Book calendar;
    flow::Registry flows{std::span<const Part* const>{}};
    test::TempDir folder;
    std::unique_ptr<trail::Trail> trail;
    std::unique_ptr<org::Sessions> sessions;
    std::unique_ptr<files::Store> files;
    std::unique_ptr<Services> services;
    std::unique_ptr<Router> router;
    std::vector<std::string> logged;
    Id last_entry;
};

}  // namespace gx::http
