/// The command line: every command of `guixing`, with --help. Exit codes 0 done, 1 refused, 2 usage.
#pragma once

namespace gx::app {

int run(int argc, char** argv);

}  // namespace gx::app
