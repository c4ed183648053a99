#include "platform/store/postgres_connection.hpp"

#include <endian.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace gx::store::postgres {
namespace {

constexpr std::size_t kMostStatements = 2000;

// Object ids of built-in types; fixed for ever (pg_type.dat), but in no header that clients have.
constexpr Oid kBool = 16, kBytea = 17, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kChar = 1042,
              kVarchar = 1043, kNumeric = 1700;

template <class T>
T big_endian(const char* data) {
    std::make_unsigned_t<T> out = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        out = static_cast<std::make_unsigned_t<T>>((std::uint64_t{out} << 8) | static_cast<unsigned char>(data[i]));
    }
    return static_cast<T>(out);
}

/// sum() of whole numbers comes as NUMERIC: count, weight, sign, scale, then digits of base 10000.
std::int64_t whole_numeric(const char* data) {
    const auto count = big_endian<std::int16_t>(data);
    const auto weight = big_endian<std::int16_t>(data + 2);
    const bool negative = big_endian<std::uint16_t>(data + 4) == 0x4000;
    GX_CHECK(count - 1 <= weight);  // else there is a fraction
    std::int64_t out = 0;  // below zero, where there is one number more
    bool fits = true;
    for (int i = 0; i <= weight; ++i) {
        const std::int64_t digit = i < count ? big_endian<std::int16_t>(data + 8 + i * 2) : 0;
        fits = fits && !__builtin_mul_overflow(out, 10'000, &out) && !__builtin_sub_overflow(out, digit, &out);
    }
    GX_CHECK(fits && (negative || out != INT64_MIN));
    return negative ? out : -out;
}

class PostgresRow final : public Row {
  public:
    PostgresRow(const PGresult* rows, int row) : rows_(rows), row_(row) {}
    bool null(int column) const override { return PQgetisnull(rows_, row_, column) == 1; }
    std::int64_t i64(int column) const override {
        if (null(column)) return 0;
        const char* data = PQgetvalue(rows_, row_, column);
        switch (PQftype(rows_, column)) {
            case kInt8: return big_endian<std::int64_t>(data);
            case kInt4: return big_endian<std::int32_t>(data);
            case kInt2: return big_endian<std::int16_t>(data);
            case kBool: return data[0] != 0 ? 1 : 0;
            case kNumeric: return whole_numeric(data);
            default: throw Bug(fmt::format("column {} is no whole number", PQfname(rows_, column)));
        }
    }
    std::string_view text(int column) const override {
        return {PQgetvalue(rows_, row_, column), static_cast<std::size_t>(PQgetlength(rows_, row_, column))};
    }
    BytesView bytes(int column) const override { return as_bytes(text(column)); }

  private:
    const PGresult* rows_;
    int row_;
};

/// Parameters as libpq wants them. Numbers are kept here in network order.
class Bound {
  public:
    Bound(const Query& query, std::span<const Oid> types, std::span<const Value> values) {
        if (types.size() != values.size()) {
            throw Bug(fmt::format("query {} takes {} parameters, {} given", query.name(), types.size(), values.size()));
        }
        numbers_.resize(values.size());
        texts_.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) add(query, types[i], values[i], i);
    }
    std::vector<const char*> data;
    std::vector<int> sizes;
    std::vector<int> formats;

  private:
    void add(const Query& query, Oid type, const Value& value, std::size_t i) {
        std::string_view view;
        bool fits = true;
        int format = 1;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            view = of_number(type, *number, i, format, fits);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            fits = type == kText || type == kVarchar || type == kChar || type == kName;
            GX_CHECK(text->find('\0') == std::string_view::npos);
            view = text->empty() ? std::string_view("") : *text;
        } else if (const auto* bytes = std::get_if<BytesView>(&value)) {
            fits = type == kBytea;
            view = bytes->empty() ? std::string_view("") : as_text(*bytes);
        } else {
            data.push_back(nullptr);
            sizes.push_back(0);
            formats.push_back(1);
            return;
        }
        if (!fits) {
            throw Bug(fmt::format("query {}: parameter {} has another type in the database (oid {})", query.name(),
                                  i + 1, type));
        }
        data.push_back(view.data());
        sizes.push_back(static_cast<int>(view.size()));
        formats.push_back(format);
    }
    std::string_view of_number(Oid type, std::int64_t number, std::size_t i, int& format, bool& fits) {
        if (type == kNumeric) {
            format = 0;
            texts_[i] = std::to_string(number);
            return texts_[i].c_str();
        }
        const std::size_t size = type == kInt8 ? 8 : type == kInt4 ? 4 : type == kInt2 ? 2 : type == kBool ? 1 : 0;
        fits = size != 0 && (size == 8 || (number >= -(1LL << (size * 8 - 1)) && number < (1LL << (size * 8 - 1))));
        numbers_[i] = htobe64(static_cast<std::uint64_t>(number));
        return {reinterpret_cast<const char*>(&numbers_[i]) + (8 - size), size};
    }

    std::vector<std::uint64_t> numbers_;
    std::vector<std::string> texts_;
};

}  // namespace

Connection::Connection(const std::string& url) {
    const char* keys[] = {"dbname",     "client_encoding", "connect_timeout", "keepalives_idle", "tcp_user_timeout",
                          "fallback_application_name", nullptr};
    const char* values[] = {url.c_str(), "UTF8", "10", "30", "30000", "guixing", nullptr};
    connection_ = PQconnectdbParams(keys, values, 1);
    if (PQstatus(connection_) != CONNECTION_OK) {
        const std::string why = PQerrorMessage(connection_);
        PQfinish(connection_);
        throw Lost("PostgreSQL cannot be reached: " + why);
    }
    const char* encoding = PQparameterStatus(connection_, "server_encoding");
    const bool utf8 = encoding != nullptr && std::strcmp(encoding, "UTF8") == 0;
    PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);  // they may hold values
    try {
        if (!utf8) throw Broken("The PostgreSQL database must be made with ENCODING 'UTF8'.");
        // An answer means that the commit is on disk, whatever the server's own default is.
        script("SET synchronous_commit = on; SET client_min_messages = warning; SET quote_all_identifiers = off");
    } catch (...) {
        PQfinish(connection_);
        throw;
    }
}

Connection::~Connection() { PQfinish(connection_); }

Rows Connection::check(PGresult* result, std::string_view what) {
    Rows rows(result, &PQclear);
    const auto status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return rows;
    // Only the first line of the server's words: the detail may hold values.
    const char* code = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* words = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string_view state = code == nullptr ? "" : code;
    const std::string why = fmt::format("{}: {} (PostgreSQL {})", what, words == nullptr ? "no answer" : words, state);
    if (!alive() || state.starts_with("57P0") || state.starts_with("08")) throw Lost(why);
    if (state == "40001" || state == "40P01") throw Conflict(why);
    if (state.starts_with("53") || state == "25006") throw Unavailable(why);
    throw Broken(why);
}

void Connection::script(const std::string& sql) {
    check(PQexec(connection_, sql.c_str()), std::string_view(sql).substr(0, sql.find_first_of("\n=(;")));
}

void Connection::commit() {
    const Rows rows = check(PQexec(connection_, "COMMIT"), "COMMIT");
    // After a swallowed error the server answers a COMMIT with ROLLBACK.
    if (std::strcmp(PQcmdStatus(rows.get()), "COMMIT") != 0) {
        throw Broken("the transaction was rolled back, because one of its statements had failed");
    }
}

void Connection::rollback() {
    if (alive() && PQtransactionStatus(connection_) != PQTRANS_IDLE) PQclear(PQexec(connection_, "ROLLBACK"));
}

const Connection::Prepared& Connection::prepared(const Query& query) {
    const auto found = statements_.find(&query);
    if (found != statements_.end() && found->second.sql == query.postgres()) return found->second;
    if (statements_.size() >= kMostStatements) {
        script("DEALLOCATE ALL");
        statements_.clear();
    } else if (found != statements_.end()) {
        script("DEALLOCATE " + found->second.name);
        statements_.erase(found);
    }
    Prepared fresh{fmt::format("q{}", ++named_), std::string(query.postgres()), {}};
    check(PQprepare(connection_, fresh.name.c_str(), fresh.sql.c_str(), 0, nullptr), query.name());
    const Rows about = check(PQdescribePrepared(connection_, fresh.name.c_str()), query.name());
    for (int i = 0; i < PQnparams(about.get()); ++i) fresh.types.push_back(PQparamtype(about.get(), i));
    return statements_.insert_or_assign(&query, std::move(fresh)).first->second;
}

void Connection::compile(const Query& query) {
    check(PQprepare(connection_, "", std::string(query.postgres()).c_str(), 0, nullptr), query.name());
}

Rows Connection::run(const Query& query, std::span<const Value> values) {
    const Prepared& statement = prepared(query);
    const Bound bound(query, statement.types, values);
    return check(PQexecPrepared(connection_, statement.name.c_str(), static_cast<int>(values.size()), bound.data.data(),
                                bound.sizes.data(), bound.formats.data(), 1),
                 query.name());
}

std::int64_t Connection::exec(const Query& query, std::span<const Value> values) {
    const Rows rows = run(query, values);
    const std::string_view digits = PQcmdTuples(rows.get());
    std::int64_t count = 0;  // stays where the command changes no rows
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return std::string_view(PQcmdStatus(rows.get())).starts_with("SELECT") ? 0 : count;
}

void Connection::each(const Query& query, std::span<const Value> values,
                      const std::function<bool(const Row&)>& f) {
    const Rows rows = run(query, values);
    for (int i = 0; i < PQntuples(rows.get()); ++i) {
        if (!f(PostgresRow(rows.get(), i))) return;
    }
}

}  // namespace gx::store::postgres
