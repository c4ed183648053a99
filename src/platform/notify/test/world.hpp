/// A company with one person who has a mail address, on either engine.
#pragma once

#include <gtest/gtest.h>

#include "platform/clock/clock.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/manage.hpp"
#include "support/database.hpp"

namespace gx::notify {

class NotifyWorld : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override {
        return {&gen::platform_keys, &gen::platform_outbox, &gen::platform_org, &gen::platform_notify};
    }
    void SetUp() override {
        OnBothEngines::SetUp();
        if (!IsSkipped()) guard_ = person("p1", "guard@example.com");
    }
    template <class F>
    auto write(F&& f) {
        return db().write([&](store::Tx& tx) -> Result<Done> {
            if constexpr (std::is_void_v<std::invoke_result_t<F&, store::Tx&>>) {
                f(tx);
                return Done{};
            } else {
                return f(tx);
            }
        });
    }
    template <class F>
    auto read(F&& f) {
        return db().read(std::forward<F>(f));
    }
    Id person(std::string number, std::string mail) {
        const auto out = db().write([&](store::Tx& tx) {
            return org::create_person(tx, keys(), org::Actor::system(test::kCompany), now(),
                                      {number, "示例" + number, "", mail});
        });
        EXPECT_TRUE(out.has_value());
        return out->id;
    }
    Notice notice(Id person, Urgency urgency, std::string key = "incident.alarm") {
        Notice out;
        out.id = new_id(now());
        out.company = test::kCompany;
        out.person = person;
        out.key = std::move(key);
        out.params = R"({"number":"突报〔2026〕1号"})";
        out.link = "/incidents/1";
        out.urgency = urgency;
        out.object_type = "incident";
        out.object = Id{1};
        out.at = now();
        return out;
    }
    void tell_one(const Notice& notice) {
        (void)write([&](store::Tx& tx) { tell(tx, keys(), notice); });
    }
    Id save_hook(const std::string& url, bool enabled = true) {
        const Id id = new_id(now());
        const auto saved = write([&](store::Tx& tx) {
            return save_webhook(tx, keys(), {id, "示例网关", url, "0123456789abcdef", enabled});
        });
        EXPECT_TRUE(saved.has_value());
        return id;
    }
    std::vector<DeadLetter> dead() {
        return read([](store::Tx& tx) { return dead_letters(tx, test::kCompany, 100); });
    }

    Id guard_;
};

}  // namespace gx::notify
