#include "platform/crypto/crypto.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <type_traits>

#include "platform/base/check.hpp"
#include "support/database.hpp"

namespace gx::crypto {
namespace {

class Crypto : public ::testing::Test {
  protected:
    Crypto() { start(); }
    test::TempDir dir_;
    std::string file(const char* name) const { return (dir_.path() / name).string(); }
    static void put(const std::string& path, BytesView bytes) {
        std::ofstream(path, std::ios::binary).write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
    }
    static Bytes get(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

// A key has no way out but view(), and no copy by accident.
static_assert(!std::is_copy_constructible_v<Key> && !std::is_copy_assignable_v<Key>);
static_assert(!std::is_convertible_v<Secret<std::string>, std::string>);

TEST_F(Crypto, HashesAreThePublishedOnes) {
    // FIPS 180-2 appendix B.1, RFC 4231 test case 2.
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256({as_bytes("a"), as_bytes(""), as_bytes("bc")}), sha256(as_bytes("abc")));
    EXPECT_EQ(to_hex(sha256(BytesView{})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_F(Crypto, SignaturesAreThePublishedOnes) {
    // RFC 8032 section 7.1, test 1.
    const Key seed = Key::from(*from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    const auto open_half = public_key(seed);
    EXPECT_EQ(to_hex(open_half), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const auto signature = sign(seed, {});
    EXPECT_EQ(to_hex(signature),
              "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
              "be24655141438e7a100b");
    EXPECT_TRUE(verify(open_half, {}, signature));
    EXPECT_FALSE(verify(open_half, as_bytes("x"), signature));
    EXPECT_FALSE(verify(BytesView(open_half).first(31), {}, signature));
}

RC_GTEST_PROP(CryptoRules, SealedOpensOnlyWithKeyPlaceAndEveryByte, (std::vector<std::uint8_t> plain, std::string place)) {
    start();
    const Key key = Key::random();
    const Bytes sealed = seal(key, plain, place);
    RC_ASSERT(open(key, sealed, place) == plain);
    RC_ASSERT(!open(Key::random(), sealed, place));
    RC_ASSERT(!open(key, sealed, place + "x"));
    Bytes hurt = sealed;
    const auto at = *rc::gen::inRange<std::size_t>(0, hurt.size());
    hurt[at] = static_cast<std::uint8_t>(hurt[at] ^ (1U << *rc::gen::inRange(0, 8)));
    RC_ASSERT(!open(key, hurt, place));
    RC_ASSERT(!open(key, BytesView(sealed).first(*rc::gen::inRange<std::size_t>(0, sealed.size())), place));
}

TEST_F(Crypto, SealingTwiceGivesDifferentBytes) {
    const Key key = Key::random();
    EXPECT_NE(seal(key, as_bytes("a"), "p"), seal(key, as_bytes("a"), "p"));
    EXPECT_FALSE(equal(derive(key, "a").view(), derive(key, "b").view()));
    EXPECT_TRUE(equal(derive(key, "a").view(), derive(key.copy(), "a").view()));
}

TEST_F(Crypto, AMovedKeyIsWiped) {
    Key key = Key::random();
    const Key other = std::move(key);
    EXPECT_TRUE(equal(key.view(), Bytes(32, 0)));  // NOLINT(bugprone-use-after-move): tested here
    EXPECT_FALSE(equal(other.view(), Bytes(32, 0)));
    EXPECT_THROW((void)Key::from(Bytes(31)), Bug);
}

TEST_F(Crypto, PasswordsAreHashedAndAFewAtATime) {
    const std::string hash = hash_password("正确的 password");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { right += verify_password("正确的 password", hash) ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 8);
    EXPECT_FALSE(verify_password("wrong", hash));
    EXPECT_FALSE(verify_password("", ""));
    EXPECT_FALSE(verify_password("x", std::string(500, 'a')));
    EXPECT_NE(hash_password("正确的 password"), hash);
}

RC_GTEST_PROP(CryptoRules, TextFormsComeBack, (std::vector<std::uint8_t> bytes)) {
    start();
    RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
    RC_ASSERT(from_base64(to_base64url(bytes)) == bytes);
    if (!bytes.empty()) {
        RC_ASSERT(from_code(to_code(bytes)) == bytes);
    }
}

TEST_F(Crypto, Base64RefusesEverythingElse) {
    for (const char* bad : {"a", "ab=c", "####", "ab==c", "YQ", "YQ=", "Y Q=="}) {
        if (std::string_view(bad) == "YQ") {
            EXPECT_EQ(from_base64(bad), Bytes{'a'});  // padding may be missing
        } else {
            EXPECT_FALSE(from_base64(bad)) << bad;
        }
    }
}

RC_GTEST_PROP(CryptoRules, ACodeNamesTheMistypedGroup, ()) {
    start();
    const auto bytes = *rc::gen::container<Bytes>(35, rc::gen::arbitrary<std::uint8_t>());
    const std::string code = to_code(bytes);
    RC_ASSERT(code.size() == 14U * 6 - 1);
    const auto group = *rc::gen::inRange<std::size_t>(0, 14);
    const auto at = group * 6 + *rc::gen::inRange<std::size_t>(0, 5);
    std::string typed = code;
    typed[at] = *rc::gen::elementOf(std::string("23456789ABCDEFGHJKLMNPQRSTUVWXYZ01IO?"));
    RC_PRE(typed != code);
    RC_ASSERT(first_bad_group(typed) == static_cast<int>(group) + 1);
    RC_ASSERT(!from_code(typed));
    // Two neighbours swapped inside a group.
    std::string swapped = code;
    const auto left = group * 6 + *rc::gen::inRange<std::size_t>(0, 4);
    std::swap(swapped[left], swapped[left + 1]);
    RC_PRE(swapped != code);
    RC_ASSERT(first_bad_group(swapped) == static_cast<int>(group) + 1);
}

TEST_F(Crypto, CodesForgiveHowTheyAreTyped) {
    const Bytes bytes = random_bytes(10);
    std::string code = to_code(bytes);
    EXPECT_EQ(code.size(), 4U * 6 - 1);
    std::string loose;
    for (const char c : code) loose += c == '-' ? std::string(" \n") : std::string(1, static_cast<char>(std::tolower(c)));
    EXPECT_EQ(from_code(loose), bytes);
    std::erase(code, '-');
    EXPECT_EQ(from_code(code), bytes);
    EXPECT_FALSE(from_code(""));
    EXPECT_EQ(first_bad_group(code.substr(0, 12)), 3);
}

TEST_F(Crypto, FilesComeBackWholeOrNotAtAll) {
    const Key key = Key::random();
    for (const std::size_t size : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 200'000UL}) {
        const Bytes plain = random_bytes(size);
        put(file("plain"), plain);
        seal_file(key, file("plain"), file("sealed"));
        open_file(key, file("sealed"), file("again"));
        EXPECT_EQ(get(file("again")), plain);
        std::filesystem::remove(file("again"));
        const Bytes sealed = get(file("sealed"));
        // Cut at the end and between two messages, a byte more, a byte changed, another key.
        for (const std::size_t cut : {sealed.size() - 1, std::min(sealed.size() - 1, 32 + 65'536UL + 17), 10UL}) {
            put(file("hurt"), BytesView(sealed).first(cut));
            EXPECT_THROW(open_file(key, file("hurt"), file("again")), Broken) << size << " " << cut;
        }
        Bytes hurt = sealed;
        hurt.push_back(0);
        put(file("hurt"), hurt);
        EXPECT_THROW(open_file(key, file("hurt"), file("again")), Broken);
        hurt = sealed;
        hurt[hurt.size() / 2] ^= 1;
        put(file("hurt"), hurt);
        EXPECT_THROW(open_file(key, file("hurt"), file("again")), Broken);
        EXPECT_THROW(open_file(Key::random(), file("sealed"), file("again")), Broken);
        EXPECT_FALSE(std::filesystem::exists(file("again")));
        EXPECT_FALSE(std::filesystem::exists(file("again.part")));
    }
    EXPECT_THROW(open_file(key, file("nothing"), file("again")), Broken);
}

}  // namespace
}  // namespace gx::crypto
