#include "platform/keys/keys.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "support/database.hpp"

namespace gx::keys {
namespace {

using Nothing = Result<Done>;
const store::Query kCopyKey{"test.copy_person_key", R"sql(
    INSERT INTO person_key (company, id, wrapped) SELECT company, $1, wrapped FROM person_key WHERE id = $2)sql"};

class Keys : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_keys}; }
    void write(const std::function<void(store::Tx&)>& f) {
        (void)db().write([&](store::Tx& tx) -> Nothing {
            f(tx);
            return Done{};
        });
    }
    std::optional<std::string> open_for(Id person, const Place& place, BytesView sealed) {
        return db().read([&](store::Tx& tx) { return keys().open_for(tx, person, place, sealed); });
    }
    static constexpr Id kPerson{77};
    const Place name_{"person", kPerson, "name"};
};
GX_ON_BOTH_ENGINES(Keys);

TEST_P(Keys, SealedValuesOpenAfterARestartAndOnlyAtTheirPlace) {
    const Place place{"incident", Id{5}, "narrative"};
    const Bytes sealed = keys().seal(place, "三栋电梯困人");
    reopen();
    EXPECT_EQ(keys().open(place, sealed), "三栋电梯困人");
    EXPECT_THROW((void)keys().open({"incident", Id{6}, "narrative"}, sealed), Broken);
    EXPECT_THROW((void)keys().open({"incident", Id{5}, "title"}, sealed), Broken);
    EXPECT_THROW((void)keys().open({"person", Id{5}, "narrative"}, sealed), Broken);
}

TEST_P(Keys, AnotherRootKeyIsRefused) {
    (void)keys();
    try {
        const Keyring other(db(), test::kCompany, crypto::Key::random());
        FAIL();
    } catch (const Broken& why) {
        EXPECT_NE(std::string(why.what()).find("root key"), std::string::npos);
    }
    EXPECT_THROW(Keyring(db(), Id{2}, test::root_key()), Broken);
}

TEST_P(Keys, APersonsValuesDieWithTheKey) {
    Bytes sealed;
    write([&](store::Tx& tx) {
        keys().create_person(tx, kPerson);
        sealed = keys().seal_for(tx, kPerson, name_, "示例 张三");
        EXPECT_EQ(keys().open_for(tx, kPerson, name_, sealed), "示例 张三");
    });
    EXPECT_EQ(open_for(kPerson, name_, sealed), "示例 张三");
    EXPECT_EQ(open_for(kPerson, name_, sealed), "示例 张三");  // from the cache
    EXPECT_THROW((void)keys().open(name_, sealed), Broken);    // the company's key alone is not enough
    write([&](store::Tx& tx) { keys().destroy_person(tx, kPerson); });
    EXPECT_EQ(open_for(kPerson, name_, sealed), std::nullopt);
    EXPECT_THROW(write([&](store::Tx& tx) { (void)keys().seal_for(tx, kPerson, name_, "x"); }), Broken);
    reopen();
    EXPECT_EQ(open_for(kPerson, name_, sealed), std::nullopt);
}

TEST_P(Keys, ARolledBackPersonLeavesNoKeyBehind) {
    Bytes first;
    (void)db().write([&](store::Tx& tx) -> Nothing {
        keys().create_person(tx, kPerson);
        first = keys().seal_for(tx, kPerson, name_, "a");
        return refuse("not_found");
    });
    EXPECT_EQ(open_for(kPerson, name_, first), std::nullopt);
    Bytes second;
    write([&](store::Tx& tx) {
        const crypto::Key key = keys().create_person(tx, kPerson);
        second = keys().seal_with(key, name_, "b");
    });
    EXPECT_EQ(open_for(kPerson, name_, second), "b");
    EXPECT_THROW((void)open_for(kPerson, name_, first), Broken);
}

TEST_P(Keys, AnErasureThatWasRolledBackKeepsTheKey) {
    Bytes sealed;
    write([&](store::Tx& tx) {
        keys().create_person(tx, kPerson);
        sealed = keys().seal_for(tx, kPerson, name_, "a");
    });
    (void)db().write([&](store::Tx& tx) -> Nothing {
        keys().destroy_person(tx, kPerson);
        return refuse("not_found");
    });
    EXPECT_EQ(open_for(kPerson, name_, sealed), "a");
}

TEST_P(Keys, AnotherPersonsKeyOpensNothing) {
    Bytes sealed;
    write([&](store::Tx& tx) {
        keys().create_person(tx, kPerson);
        keys().create_person(tx, Id{78});
        sealed = keys().seal_for(tx, kPerson, name_, "a");
    });
    EXPECT_THROW((void)open_for(Id{78}, name_, sealed), Broken);
    // A wrapped key put under another person's name does not unwrap.
    write([](store::Tx& tx) { tx.exec(kCopyKey, 79, 77); });
    EXPECT_THROW((void)open_for(Id{79}, name_, sealed), Broken);
}

TEST_P(Keys, BlindIndexesFindEqualValuesOfOneField) {
    const Bytes phone = keys().blind_index("person.phone", "13800000000");
    EXPECT_EQ(phone.size(), 16U);
    EXPECT_EQ(phone, keys().blind_index("person.phone", "13800000000"));
    EXPECT_NE(phone, keys().blind_index("person.phone", "13800000001"));
    EXPECT_NE(phone, keys().blind_index("person.name", "13800000000"));
    reopen();
    EXPECT_EQ(phone, keys().blind_index("person.phone", "13800000000"));
    EXPECT_FALSE(crypto::equal(keys().purpose("trail.sign").view(), keys().purpose("files").view()));
}

class RootKey : public ::testing::Test {
  protected:
    RootKey() { crypto::start(); }
    test::TempDir dir_;
    std::filesystem::path keys_ = dir_.path() / "keys";
    std::filesystem::path file_ = keys_ / "root.key";
    std::string refusal() {
        try {
            (void)load_root(keys_);
        } catch (const Broken& why) {
            return why.what();
        }
        return {};
    }
};

TEST_F(RootKey, IsMadeOnceAndReadBack) {
    const crypto::Key key = create_root(keys_);
    EXPECT_TRUE(crypto::equal(load_root(keys_).view(), key.view()));
    EXPECT_THROW((void)create_root(keys_), Broken);
    struct stat about {};
    ASSERT_EQ(stat(file_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    EXPECT_FALSE(crypto::equal(page_key(key).view(), backup_key(key).view()));
}

TEST_F(RootKey, IsRefusedWhereOthersCanReadItWithTheRemedy) {
    (void)create_root(keys_);
    for (const mode_t mode : {0640U, 0604U, 0660U, 0666U}) {
        ASSERT_EQ(chmod(file_.c_str(), mode), 0);
        EXPECT_NE(refusal().find("chmod 600 " + file_.string()), std::string::npos) << refusal();
    }
    ASSERT_EQ(chmod(file_.c_str(), 0600), 0);
    EXPECT_EQ(refusal(), "");
}

TEST_F(RootKey, MissingOrDamagedSaysWhatToDo) {
    EXPECT_NE(refusal().find("recovery sheet"), std::string::npos);
    (void)create_root(keys_);
    std::ofstream(file_) << "guixing-root-key-1\nabcd\n";
    EXPECT_NE(refusal().find("damaged"), std::string::npos);
}

TEST_F(RootKey, MayBeLockedWithAPassphrase) {
    const crypto::Key key = create_root(keys_, "正确的马 battery");
    setenv("GUIXING_PASSPHRASE", "正确的马 battery", 1);
    EXPECT_TRUE(crypto::equal(load_root(keys_).view(), key.view()));
    setenv("GUIXING_PASSPHRASE", "wrong", 1);
    EXPECT_NE(refusal().find("passphrase"), std::string::npos);
    unsetenv("GUIXING_PASSPHRASE");
    std::ifstream in(file_);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(text.find(to_hex(key.view())), std::string::npos);
}

/// The groups as a person copies them, out of the sheet's lines "3: ABCDE     4: ...".
std::vector<std::string> groups_on(const std::string& sheet) {
    std::vector<std::string> out;
    for (std::size_t at = sheet.find(": "); at != std::string::npos; at = sheet.find(": ", at + 2)) {
        const std::string group = sheet.substr(at + 2, 5);
        const auto after = sheet.substr(at + 7, 1);
        if (crypto::first_bad_group(group) <= 1 && group.find_first_not_of("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") == std::string::npos &&
            (after == " " || after == "\n")) {
            out.push_back(group);
        }
    }
    return out;
}

TEST_F(RootKey, TheSheetRestoresIt) {
    const crypto::Key key = create_root(keys_);
    const std::string sheet = recovery_sheet(key, "示例物业", test::start_time());
    EXPECT_NE(sheet.find("示例物业"), std::string::npos);
    EXPECT_NE(sheet.find("2026-11-23 09:00"), std::string::npos);
    EXPECT_NE(sheet.find("recovery sheet"), std::string::npos);
    const auto groups = groups_on(sheet);
    ASSERT_EQ(groups.size(), 14U) << sheet;
    std::string typed;
    std::string numbered;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        typed += groups[i] + (i % 3 == 0 ? "\n" : " ");
        numbered += std::to_string(i + 1) + ":" + groups[i] + " ";
    }
    const auto back = from_recovery(typed);
    ASSERT_TRUE(back);
    EXPECT_TRUE(crypto::equal(back->view(), key.view()));
    EXPECT_TRUE(from_recovery(numbered));
    const auto other = dir_.path() / "other";
    save_root(other, *back);
    EXPECT_TRUE(crypto::equal(load_root(other).view(), key.view()));
}

TEST_F(RootKey, AMistypedSheetNamesTheGroup) {
    const auto groups = groups_on(recovery_sheet(create_root(keys_), "示例", test::start_time()));
    const auto typed = [&](std::size_t changed, const std::string& with, std::size_t count = 14) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) out += (i == changed ? with : groups[i]) + " ";
        return from_recovery(out);
    };
    std::string wrong = groups[4];
    wrong[2] = wrong[2] == 'A' ? 'B' : 'A';
    auto refusal = typed(4, wrong);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().key, "recovery_group");
    EXPECT_EQ(refusal.error().params[0].second, "5");
    refusal = typed(7, groups[7].substr(0, 4));  // a character left out
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().params[0].second, "8");
    refusal = typed(99, "", 13);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().key, "recovery_incomplete");
    EXPECT_EQ(from_recovery("").error().key, "recovery_incomplete");
    Bytes other = crypto::random_bytes(35);
    EXPECT_EQ(from_recovery(crypto::to_code(other)).error().key, "recovery_other");
}

}  // namespace
}  // namespace gx::keys
