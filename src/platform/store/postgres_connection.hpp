/// One PostgreSQL connection: statements prepared once, values in binary. Inside platform/store only.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "platform/store/db.hpp"

namespace gx::store::postgres {

/// The server closed the connection or cannot be reached.
class Lost : public Unavailable {
  public:
    using Unavailable::Unavailable;
};

/// Another transaction was in the way (SQLSTATE 40001, 40P01): run it again.
class Conflict : public Unavailable {
  public:
    using Unavailable::Unavailable;
};

using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

class Connection {
  public:
    /// Throws Lost if the server is not there, Broken if it is no UTF-8 database.
    explicit Connection(const std::string& url);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// One or more statements without parameters.
    void script(const std::string& sql);
    /// Throws Conflict or Broken unless the transaction was really committed; Lost where nobody knows.
    void commit();
    /// Never throws: what cannot be rolled back went down with its connection.
    void rollback();
    std::int64_t exec(const Query& query, std::span<const Value> values);
    void each(const Query& query, std::span<const Value> values, const std::function<bool(const Row&)>& f);
    void compile(const Query& query);
    bool alive() const { return PQstatus(connection_) == CONNECTION_OK; }

  private:
    struct Prepared {
        std::string name;
        std::string sql;
        std::vector<Oid> types;
    };
    const Prepared& prepared(const Query& query);
    Rows run(const Query& query, std::span<const Value> values);
    Rows check(PGresult* result, std::string_view what);

    PGconn* connection_ = nullptr;
    std::unordered_map<const Query*, Prepared> statements_;
    int named_ = 0;
};

}  // namespace gx::store::postgres
