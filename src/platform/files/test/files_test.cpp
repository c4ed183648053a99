#include "platform/files/files.hpp"

#include <fstream>

#include "platform/files/test/pictures.hpp"
#include "support/database.hpp"

namespace gx::files {
namespace {

using testing::jpeg;

constexpr Id kAuthor{77};
constexpr Id kOther{78};
constexpr Id kRecord{500};
const labels::Label kLabel{labels::kOrdinary, 0, Id{9}};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Files : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_keys, &gen::platform_files}; }
    Store& store() {
        if (!store_) store_ = std::make_unique<Store>(dir_.path() / "files", keys());
        return *store_;
    }
    void again() {
        store_.reset();
        reopen();
    }
    Meta upload(const Bytes& content, std::string_view name = "火灾.jpg") {
        auto meta = store().put_picture(now(), name, content, kLabel, kAuthor);
        EXPECT_TRUE(meta);
        EXPECT_TRUE(db().write([&](store::Tx& tx) -> Result<Done> {
            store().record(tx, test::kCompany, *meta);
            return Done{};
        }));
        return *meta;
    }
    Result<Done> attach(Id author, const std::vector<Id>& files) {
        return db().write([&](store::Tx& tx) {
            return store().attach(tx, test::kCompany, author, files, "incident", kRecord,
                                  {labels::kConfidential, 3, Id{10}});
        });
    }
    std::optional<Meta> find(Id id) {
        return db().read([&](store::Tx& tx) { return store().find(tx, test::kCompany, id); });
    }
    std::vector<std::filesystem::path> on_disk() {
        std::vector<std::filesystem::path> out;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
            if (entry.is_regular_file()) out.push_back(entry.path());
        }
        return out;
    }
    std::size_t sweep() {
        return db().read([&](store::Tx& tx) { return store().sweep(tx, now()); });
    }

    test::TempDir dir_;
    std::unique_ptr<Store> store_;
};
GX_ON_BOTH_ENGINES(Files);

TEST_P(Files, come_back_as_they_went_in) {
    const Bytes content = jpeg(800, 600, 6);
    const Id id = upload(content).id;
    again();
    const auto meta = find(id);
    ASSERT_TRUE(meta);
    EXPECT_EQ(meta->name, "火灾.jpg");
    EXPECT_EQ(meta->media_type, "image/jpeg");
    EXPECT_EQ(meta->width, 600);
    EXPECT_EQ(meta->height, 800);
    EXPECT_EQ(meta->size, static_cast<std::int64_t>(content.size()));
    EXPECT_EQ(meta->label, kLabel);
    EXPECT_EQ(meta->author, kAuthor);
    EXPECT_EQ(meta->at, now());
    EXPECT_FALSE(meta->owner);
    EXPECT_EQ(store().read(*meta), content);
    EXPECT_EQ(sniff(store().preview(*meta)), "image/jpeg");
}

TEST_P(Files, tell_nothing_on_the_disk) {
    const Bytes content = jpeg(64, 64);
    upload(content, "张三家.jpg");
    const std::string plain = to_hex(crypto::sha256(content));
    ASSERT_EQ(on_disk().size(), 2U);
    for (const auto& path : on_disk()) {
        EXPECT_EQ(path.string().find(plain.substr(2)), std::string::npos);
        EXPECT_EQ(read_file(path).find("JFIF"), std::string::npos);
        const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
        EXPECT_EQ(std::filesystem::status(path).permissions() & others, std::filesystem::perms::none);
    }
}

TEST_P(Files, equal_contents_lie_once) {
    const Meta first = upload(jpeg(64, 64)), second = upload(jpeg(64, 64));
    EXPECT_NE(first.id, second.id);
    EXPECT_EQ(on_disk().size(), 2U);
    EXPECT_EQ(store().read(first), store().read(second));
}

TEST_P(Files, damage_is_found) {
    const Meta meta = upload(jpeg(64, 64)), other = upload(jpeg(65, 65));
    const auto path_of = [&](const Meta& of) {
        const std::string hex = to_hex(of.digest);
        return dir_.path() / "files" / hex.substr(0, 2) / hex.substr(2);
    };
    const std::string sealed = read_file(path_of(meta));
    for (const std::size_t at : {std::size_t{0}, sealed.size() / 2, sealed.size() - 1}) {
        std::string torn = sealed;
        torn[at] = static_cast<char>(torn[at] ^ 1);
        std::ofstream(path_of(meta), std::ios::binary) << torn;
        EXPECT_THROW(store().read(meta), Broken);
    }
    std::ofstream(path_of(meta), std::ios::binary) << sealed.substr(0, sealed.size() / 2);
    EXPECT_THROW(store().read(meta), Broken);
    std::ofstream(path_of(meta), std::ios::binary) << read_file(path_of(other));
    EXPECT_THROW(store().read(meta), Broken) << "another file's content in its place";
    std::filesystem::remove(path_of(meta));
    EXPECT_THROW(store().read(meta), Broken);
    upload(jpeg(64, 64));
    EXPECT_EQ(store().read(meta), jpeg(64, 64)) << "the same content sent again heals it";
}

TEST_P(Files, are_attached_once_by_their_author) {
    const Meta meta = upload(jpeg(64, 64));
    EXPECT_EQ(attach(kOther, {meta.id}).error().key, "file_unknown");
    EXPECT_EQ(attach(kAuthor, {meta.id, Id{12345}}).error().key, "file_unknown");
    EXPECT_FALSE(find(meta.id)->owner) << "all or nothing";
    EXPECT_TRUE(attach(kAuthor, {meta.id}));
    EXPECT_EQ(attach(kAuthor, {meta.id}).error().key, "file_unknown");
    again();
    const auto found = find(meta.id);
    EXPECT_EQ(found->owner_type, "incident");
    EXPECT_EQ(found->owner, kRecord);
    EXPECT_EQ(found->label, (labels::Label{labels::kConfidential, 3, Id{10}}));
    const auto of = db().read([&](store::Tx& tx) { return store().of(tx, test::kCompany, kRecord); });
    ASSERT_EQ(of.size(), 1U);
    EXPECT_EQ(of.front().id, meta.id);
}

TEST_P(Files, a_create_is_known_by_its_key) {
    const auto meta = store().put_picture(now(), "a.jpg", jpeg(8, 8), kLabel, kAuthor);
    ASSERT_TRUE(meta);
    const Bytes key(16, 1), body(16, 2);
    EXPECT_TRUE(db().write([&](store::Tx& tx) -> Result<Done> {
        store().record(tx, test::kCompany, *meta, key, body);
        return Done{};
    }));
    db().read([&](store::Tx& tx) {
        const auto earlier = store().earlier(tx, test::kCompany, key);
        ASSERT_TRUE(earlier);
        EXPECT_EQ(earlier->meta.id, meta->id);
        EXPECT_EQ(earlier->body, body);
        EXPECT_FALSE(store().earlier(tx, test::kCompany, body));
    });
}

TEST_P(Files, wrong_ones_are_refused_and_leave_nothing) {
    const auto refusal = [&](const Bytes& content) {
        const auto meta = store().put_picture(now(), "photo.jpg", content, kLabel, kAuthor);
        return meta ? "taken" : meta.error().key;
    };
    EXPECT_EQ(refusal({}), "file_empty");
    EXPECT_EQ(refusal(Bytes{'M', 'Z', 0, 1}), "file_kind_refused");
    EXPECT_EQ(refusal(Bytes{'%', 'P', 'D', 'F', '-', '1'}), "file_kind_refused");
    EXPECT_EQ(refusal(Bytes(kPhotoBytesMax + 1, 0xFF)), "file_too_large");
    EXPECT_EQ(refusal(Bytes{0xFF, 0xD8, 0xFF, 0xE0}), "picture_bad");
    EXPECT_TRUE(on_disk().empty());
}

TEST_P(Files, orphans_are_swept_after_a_day) {
    const Meta kept = upload(jpeg(64, 64));
    ASSERT_TRUE(store().put_picture(now(), "b.jpg", jpeg(65, 65), kLabel, kAuthor));
    std::ofstream(dir_.path() / "files" / "README") << "not ours";
    EXPECT_EQ(on_disk().size(), 5U);
    clock().advance(std::chrono::hours{23});
    EXPECT_EQ(sweep(), 0U);
    clock().advance(std::chrono::hours{2});
    EXPECT_EQ(sweep(), 2U);
    EXPECT_EQ(on_disk().size(), 3U);
    EXPECT_EQ(store().read(kept), jpeg(64, 64));
}

}  // namespace
}  // namespace gx::files
