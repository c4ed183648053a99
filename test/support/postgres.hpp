/// A PostgreSQL cluster of this test program: started at first use on a free loopback port, ended with the program.
#pragma once

#include <string>

namespace gx::test {

/// URL prefix to which a database name is added, for example "postgres://postgres@127.0.0.1:41234/"; starts the
/// cluster if GX_TEST_PG does not name one. Throws std::runtime_error if that fails.
std::string postgres_server();
/// True if GX_TEST_PG is set or Debian's server programs are installed.
bool has_postgres();
/// Kills the server at once and starts it again on the same port and data; for tests of lost connections.
/// Only with a cluster of our own; false otherwise.
bool crash_postgres();

}  // namespace gx::test
