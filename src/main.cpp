#include "app/commands/commands.hpp"

int main(int argc, char** argv) { return gx::app::run(argc, argv); }
