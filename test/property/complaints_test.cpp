/// What fails inside the program, where no caller waits for an answer, stands in the operators' log. Clause G2.

#include "platform/due/due.hpp"
#include "platform/outbox/outbox.hpp"
#include "scenarios/world.hpp"

namespace gx::test {
namespace {

std::string said_by_tick(Company& company) {
    ::testing::internal::CaptureStderr();
    company.app().tick();
    return ::testing::internal::GetCapturedStderr();
}

TEST(Complaints, G2_what_outbox_and_clocks_cannot_do_is_told) {
    Company company;
    const Id id = company.app().company();
    const Instant now = company.clock().now();
    EXPECT_EQ(said_by_tick(company), "");
    ASSERT_TRUE(company.app().db().write([&](store::Tx& tx) -> Result<Done> {
        outbox::put(tx, id, now, "nobodys.topic", "{}");
        due::set(tx, {id, "nobodys.clock", Id{7}, now, 0});
        return Done{};
    }));
    const std::string said = said_by_tick(company);
    EXPECT_NE(said.find("outbox nobodys.topic "), std::string::npos) << said;
    EXPECT_NE(said.find("clock nobodys.clock 7"), std::string::npos) << said;
}

}  // namespace
}  // namespace gx::test
