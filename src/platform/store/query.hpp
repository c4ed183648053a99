/// A named SQL text. Parameters are $1..$n in order; one text for SQLite and PostgreSQL, or two in one constant.
#pragma once

#include <string_view>
#include <vector>

namespace gx::store {

/// Constants of store.cpp files, at namespace scope. Each registers itself, so that a test can prepare all of
/// them on both engines; the list does not change after static initialisation.
class Query {
  public:
    Query(std::string_view name, std::string_view sql, std::string_view postgres = {});
    /// A text made at run time (a row filter in it, a catalogue's table name): not in the list of all. Keep it for as
    /// long as connections may hold its statement, or make it anew each time: the text is compared before each use.
    struct Unlisted {};
    Query(std::string_view name, std::string_view sql, Unlisted) : name_(name), sql_(sql) {}
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    std::string_view name() const { return name_; }  ///< "module.what", for messages, metrics and the slow log
    std::string_view sqlite() const { return sql_; }
    std::string_view postgres() const { return postgres_.empty() ? sql_ : postgres_; }

    static const std::vector<const Query*>& all();

  private:
    std::string_view name_;
    std::string_view sql_;
    std::string_view postgres_;
};

}  // namespace gx::store
