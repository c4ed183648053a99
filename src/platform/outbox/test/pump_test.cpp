#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "platform/outbox/batch.hpp"
#include "platform/outbox/outbox.hpp"
#include "support/database.hpp"

namespace gx::outbox {
namespace {

using namespace std::chrono_literals;
using test::kCompany;

class Outbox : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_outbox}; }

    void put_event(std::string_view topic, std::string_view payload) {
        (void)db().write([&](store::Tx& tx) -> Result<Done> {
            put(tx, kCompany, now(), topic, payload);
            return Done{};
        });
        clock().advance(1ms);
    }
    Pump pump(std::map<std::string, Handler, std::less<>> handlers) {
        return Pump(db(), [this] { return now(); }, std::move(handlers));
    }
    /// A handler that notes the payloads; a job may run twice, so only what the table kept counts in other tests.
    Handler note(std::vector<std::string>& seen) {
        return [&seen](store::Tx&, Instant, const Event& event) { seen.push_back(event.payload); };
    }
    Backlog left() {
        return db().read([](store::Tx& tx) { return backlog(tx); });
    }
};
GX_ON_BOTH_ENGINES(Outbox);

TEST_P(Outbox, HandlesOldestFirstAndOnce) {
    for (int i = 0; i < 300; ++i) put_event("a", std::to_string(i));
    std::vector<std::string> seen;
    auto pump = this->pump({{"a", note(seen)}});
    EXPECT_EQ(pump.drain(), 300U);
    ASSERT_EQ(seen.size(), 300U);
    for (int i = 0; i < 300; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], std::to_string(i));
    EXPECT_EQ(pump.drain(), 0U);
    EXPECT_EQ(left().fresh, 0);
}

TEST_P(Outbox, RolledBackActLeavesNothing) {
    const auto out = db().write([&](store::Tx& tx) -> Result<Done> {
        put(tx, kCompany, now(), "a", "{}");
        return refuse("forbidden");
    });
    EXPECT_FALSE(out);
    EXPECT_EQ(left().fresh, 0);
}

TEST_P(Outbox, FailingHandlerWaitsLongerEachTimeAndOthersGoOn) {
    int failures = 0;
    std::vector<std::string> seen;
    auto pump = this->pump({{"bad", [&](store::Tx&, Instant, const Event&) { ++failures, throw Broken("printer on fire"); }},
                            {"good", note(seen)}});
    put_event("bad", "1");
    put_event("good", "2");
    EXPECT_EQ(pump.drain(), 1U);
    EXPECT_EQ(seen, std::vector<std::string>{"2"});
    EXPECT_EQ(left().failed, 1);
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
        clock().advance(wait - 1ms);
        pump.drain();
        const int before = failures;
        clock().advance(1ms);
        pump.drain();
        EXPECT_EQ(failures, before + 1) << wait.count();
    }
    auto repaired = this->pump({{"bad", note(seen)}});
    clock().advance(300s);
    EXPECT_EQ(repaired.drain(), 1U);
    EXPECT_EQ(left().failed, 0);
}

TEST_P(Outbox, WhatAFailedHandlerWroteIsGone) {
    bool fail = true;
    auto pump = this->pump({{"a", [&](store::Tx& tx, Instant at, const Event&) {
                                 put(tx, kCompany, at, "b", "{}");
                                 if (fail) throw Broken("no");
                             }},
                            {"b", [](store::Tx&, Instant, const Event&) {}}});
    put_event("a", "{}");
    EXPECT_EQ(pump.drain(), 0U);
    EXPECT_EQ(left().fresh, 0);
    fail = false;
    clock().advance(1s);
    EXPECT_EQ(pump.drain(), 2U);
}

TEST_P(Outbox, SurvivesARestart) {
    put_event("a", "kept");
    reopen();
    std::vector<std::string> seen;
    EXPECT_EQ(pump({{"a", note(seen)}}).drain(), 1U);
    EXPECT_EQ(seen, std::vector<std::string>{"kept"});
}

TEST_P(Outbox, TopicWithoutHandlerWaitsForAProgramThatHasOne) {
    put_event("unheard", "{}");
    EXPECT_EQ(pump({}).drain(), 0U);
    EXPECT_EQ(left().failed, 1);
}

TEST_P(Outbox, ThreadIsWokenByTheCommit) {
    std::mutex mutex;
    std::condition_variable changed;
    int handled = 0;
    auto pump = this->pump({{"a", [&](store::Tx& tx, Instant, const Event&) {
                                 tx.after_commit([&] {
                                     const std::lock_guard lock(mutex);
                                     ++handled;
                                     changed.notify_all();
                                 });
                             }}});
    pump.start();
    for (int i = 1; i <= 20; ++i) {
        put_event("a", "{}");
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, 10s, [&] { return handled == i; }));
    }
    pump.stop();
    put_event("a", "{}");
    EXPECT_EQ(left().fresh, 1);
}

/// Two pumps, as two nodes over one database: each event is handled by one of them.
TEST_P(Outbox, TwoPumpsShareTheRows) {
    constexpr int kEvents = 120;
    std::atomic<int> handled{0};
    const Handler count = [&](store::Tx& tx, Instant, const Event&) { tx.after_commit([&] { ++handled; }); };
    for (int i = 0; i < kEvents; ++i) put_event("a", "{}");
    auto one = pump({{"a", count}});
    auto two = pump({{"a", count}});
    std::thread other([&] { two.drain(); });
    one.drain();
    other.join();
    EXPECT_EQ(handled, kEvents);
    EXPECT_EQ(left().fresh, 0);
    EXPECT_EQ(left().failed, 0);
}

TEST(OutboxBackoff, DoublesUpToFiveMinutes) {
    EXPECT_EQ(backoff(0), Duration{1s});
    EXPECT_EQ(backoff(3), Duration{8s});
    EXPECT_EQ(backoff(8), Duration{256s});
    EXPECT_EQ(backoff(9), Duration{300s});
    EXPECT_EQ(backoff(1'000'000), Duration{300s});
}

}  // namespace
}  // namespace gx::outbox
