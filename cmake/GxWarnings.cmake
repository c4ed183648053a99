# What every target of ours is compiled with; libraries come in as system headers.
add_library(gx_options INTERFACE)
target_compile_options(gx_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough -Wundef -Wcast-align
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wduplicated-cond -Wlogical-op>
  -fstack-protector-strong
  $<$<BOOL:${GX_WERROR}>:-Werror>
  $<$<CONFIG:Debug>:-D_GLIBCXX_ASSERTIONS>
  $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>
  # g++ 12 at -O2 sees overflows inside its own std::vector and std::string where there are none (GCC bug 105329).
  $<$<CONFIG:Release>:-Wno-array-bounds -Wno-stringop-overflow -Wno-restrict -Wno-maybe-uninitialized>)
target_include_directories(gx_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/gen)
if(GX_SANITIZE)
  # g++ 12 takes optionals for uninitialised where a sanitizer has changed the code.
  add_compile_options(-fsanitize=${GX_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${GX_SANITIZE})
endif()
if(GX_TIDY)
  set(CMAKE_CXX_CLANG_TIDY clang-tidy-19;--quiet;--extra-arg=-Wno-unknown-warning-option;--extra-arg=-Wno-deprecated-declarations)
endif()
