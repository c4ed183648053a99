/// Always-on checks of what can only be wrong by our own mistake, and the exceptions of broken machinery.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace gx {

/// Our bug. Caught where Broken is; the person sees a request id.
class Bug : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

/// Disk, database, network or another program failed. Thrown anywhere, caught in the wall and the runners only.
class Broken : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Broken, but only for now: a full disk, a database that is away, a server that stops. The wall answers 503.
class Unavailable : public Broken {
  public:
    using Broken::Broken;
};

[[noreturn]] void stop_on_bug(const char* expression, std::source_location where);

}  // namespace gx

#define GX_CHECK(expression)                                                                \
    do {                                                                                    \
        if (!(expression)) ::gx::stop_on_bug(#expression, std::source_location::current()); \
    } while (false)
