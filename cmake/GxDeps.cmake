# Libraries of Debian 12, and SQLite3 Multiple Ciphers from the npm package that deps/package-lock.json pins.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(GTest REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(FMT REQUIRED IMPORTED_TARGET fmt)
pkg_check_modules(GD REQUIRED IMPORTED_TARGET gdlib)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo cairo-pdf)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlienc libbrotlidec)
pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark)

set(GX_SQLITE_DIR ${CMAKE_SOURCE_DIR}/deps/node_modules/better-sqlite3-multiple-ciphers/deps/sqlite3)
if(NOT EXISTS ${GX_SQLITE_DIR}/sqlite3.c)
  message(FATAL_ERROR "SQLite's source is missing: run ./dev deps (npm ci in deps/, scripts off)")
endif()
# A directory of its own: Debian's sqlite3.h must never be the one that is found.
add_library(gx_sqlite STATIC ${GX_SQLITE_DIR}/sqlite3.c)
target_include_directories(gx_sqlite SYSTEM PUBLIC ${GX_SQLITE_DIR})
target_compile_options(gx_sqlite PRIVATE -w -O2)
target_compile_definitions(gx_sqlite PRIVATE
  SQLITE_THREADSAFE=2 SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_DQS=0 SQLITE_DEFAULT_SYNCHRONOUS=2
  SQLITE_DEFAULT_WAL_SYNCHRONOUS=2 SQLITE_SECURE_DELETE=1 SQLITE_TEMP_STORE=3 SQLITE_ENABLE_FTS5
  SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_DEPRECATED SQLITE_LIKE_DOESNT_MATCH_BLOBS
  SQLITE_OMIT_SHARED_CACHE SQLITE_OMIT_PROGRESS_CALLBACK CODEC_TYPE=CODEC_TYPE_AEGIS)
target_link_libraries(gx_sqlite PUBLIC Threads::Threads dl m)
