# One folder = one static library = one test program. Texts beside the code (messages, migrations, flows)
# are made into C++ by tools/gen/part.py, so that the program needs no file but itself.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(gx_read_layers file)
  execute_process(COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/gen/layers.py ${file}
    OUTPUT_VARIABLE out COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  string(REGEX MATCH "platform:([^\n]*)" _ "${out}")
  set(GX_PLATFORM "${CMAKE_MATCH_1}" PARENT_SCOPE)
  string(REGEX MATCH "modules:([^\n]*)" _ "${out}")
  set(GX_MODULES "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()

# Libraries that one platform part alone may see.
set(GX_LIBS_base PkgConfig::FMT)
set(GX_LIBS_json Boost::json)
set(GX_LIBS_crypto PkgConfig::SODIUM OpenSSL::Crypto)
set(GX_LIBS_store gx_sqlite PkgConfig::PQ)
set(GX_LIBS_files PkgConfig::ZIP PkgConfig::EXPAT PkgConfig::GD)
set(GX_LIBS_render PkgConfig::XLSXWRITER PkgConfig::QRENCODE)
set(GX_LIBS_notify PkgConfig::CURL)
set(GX_LIBS_system PkgConfig::CMARK)
set(GX_LIBS_http OpenSSL::SSL OpenSSL::Crypto PkgConfig::BROTLI Threads::Threads)

function(gx_part path)
  string(REPLACE "/" "_" name gx_${path})
  get_filename_component(short ${path} NAME)
  set(dir ${CMAKE_SOURCE_DIR}/src/${path})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(test|testing)/")
  file(GLOB texts CONFIGURE_DEPENDS ${dir}/messages.toml ${dir}/clauses.toml ${dir}/migrations/*.sql ${dir}/flows/*.toml
    ${dir}/data/*)
  if(path STREQUAL "app")
    list(APPEND texts ${CMAKE_SOURCE_DIR}/layers.toml)  # its part is the list of all parts
  endif()
  set(generated ${CMAKE_BINARY_DIR}/gen/${path}/part.gen.cpp)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/gen/part.py ${path} ${dir} ${generated}
    DEPENDS ${texts} ${CMAKE_SOURCE_DIR}/tools/gen/part.py VERBATIM)
  if(path STREQUAL "modules/system")
    gx_clause_table(${dir})
    list(APPEND sources ${CMAKE_BINARY_DIR}/gen/clauses.gen.cpp)
  endif()
  add_library(${name} STATIC ${sources} ${generated})
  target_link_libraries(${name} PUBLIC gx_options ${GX_LIBS_${short}})
  if(path MATCHES "^platform/")
    list(FIND GX_PLATFORM ${short} at)
    if(at GREATER 0)
      math(EXPR before "${at} - 1")
      list(GET GX_PLATFORM ${before} above)
      target_link_libraries(${name} PUBLIC gx_platform_${above})
    endif()
  elseif(path MATCHES "^modules/")
    target_link_libraries(${name} PUBLIC gx_platform_http)
  else()
    foreach(module IN LISTS GX_MODULES)
      target_link_libraries(${name} PUBLIC gx_modules_${module})
    endforeach()
  endif()
  gx_tests(test_${name} ${name} ${dir}/test)
endfunction()

# Which code, tests and routes carry out each clause, and the manual's texts: read from the sources, shown by the program.
function(gx_clause_table dir)
  set(root ${CMAKE_SOURCE_DIR})
  file(GLOB_RECURSE read CONFIGURE_DEPENDS ${root}/src/*.hpp ${root}/src/*.cpp ${root}/src/modules/*.toml
    ${root}/test/*_test.cpp ${root}/test/*_test.py ${root}/web/test/*.ts ${root}/web/test/*.mjs ${root}/docs/manual/*.md)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/gen/clauses.gen.cpp
    COMMAND ${Python3_EXECUTABLE} ${root}/tools/gen/clauses.py ${root} ${CMAKE_BINARY_DIR}/gen/clauses.gen.cpp
    DEPENDS ${read} ${root}/tools/gen/clauses.py ${root}/tools/gen/clause_scan.py VERBATIM)
endfunction()

# Shared test helpers (PostgreSQL on a free port, fake clock, client) and one program per folder of tests.
function(gx_tests target library dir)
  file(GLOB tests CONFIGURE_DEPENDS ${dir}/*_test.cpp)
  if(NOT tests)
    return()
  endif()
  # Property tests take their values by value, fault tests swallow what they plant: tidy reads the program alone.
  set(CMAKE_CXX_CLANG_TIDY "")
  if(NOT TARGET gx_test_support)
    file(GLOB support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/support/*.cpp)
    add_library(gx_test_support STATIC ${support})
    target_include_directories(gx_test_support PUBLIC ${CMAKE_SOURCE_DIR}/test)
    target_link_libraries(gx_test_support PUBLIC gx_options GTest::gtest GTest::gtest_main GTest::gmock rapidcheck
      gx_platform_keys)
  endif()
  add_executable(${target} ${tests})
  target_compile_options(${target} PRIVATE -Wno-sign-conversion)
  target_link_libraries(${target} PRIVATE ${library} gx_test_support)
  add_test(NAME ${target} COMMAND ${target})
endfunction()

function(gx_program)
  set(pages ${CMAKE_BINARY_DIR}/gen/pages)
  file(GLOB_RECURSE built CONFIGURE_DEPENDS ${GX_WEB_DIST}/*)
  file(GLOB_RECURSE manual CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/manual/*.md)
  add_custom_command(OUTPUT ${pages}.S ${pages}.cpp
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/gen/pages.py ${GX_WEB_DIST} ${CMAKE_SOURCE_DIR}/docs/manual ${pages}
    DEPENDS ${built} ${manual} ${CMAKE_SOURCE_DIR}/tools/gen/pages.py VERBATIM)
  add_library(gx_pages STATIC ${pages}.cpp ${pages}.S)
  target_link_libraries(gx_pages PUBLIC gx_platform_http)
  target_link_libraries(gx_app PUBLIC gx_pages)
  add_executable(guixing ${CMAKE_SOURCE_DIR}/src/main.cpp)
  target_link_libraries(guixing PRIVATE gx_app)
  set_target_properties(guixing PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

# The drawing of PDF in a program of its own: its libraries never come into the server.
function(gx_printer)
  set(dir ${CMAKE_SOURCE_DIR}/src/printer)
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(REMOVE_ITEM sources ${dir}/main.cpp)
  add_library(gx_printer STATIC ${sources})
  target_link_libraries(gx_printer PUBLIC gx_platform_json PkgConfig::PANGOCAIRO PkgConfig::SECCOMP)
  add_executable(guixing-printer ${dir}/main.cpp)
  target_link_libraries(guixing-printer PRIVATE gx_printer)
  target_link_options(guixing-printer PRIVATE -Wl,--as-needed)  # loaded anew for each document
  gx_tests(test_gx_printer gx_printer ${dir}/test)
  set_target_properties(guixing-printer PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  # Whoever makes a PDF finds the printer beside it.
  add_dependencies(guixing guixing-printer)
  foreach(user test_gx_platform_render test_gx_modules_incidents test_scenarios test_property)
    add_dependencies(${user} guixing-printer)
  endforeach()
endfunction()

# Stories, properties, faults: tests that need the whole program in one process.
function(gx_cross_tests)
  add_library(gx_world STATIC ${CMAKE_SOURCE_DIR}/test/scenarios/world.cpp)
  target_link_libraries(gx_world PUBLIC gx_app gx_test_support)
  target_compile_definitions(gx_world PUBLIC GX_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  foreach(kind scenarios property fault)
    gx_tests(test_${kind} gx_world ${CMAKE_SOURCE_DIR}/test/${kind})
  endforeach()
endfunction()
