#include "app/commands/commands.hpp"
#include "app/pages.hpp"

int main(int argc, char** argv) { return gx::app::run(argc, argv, gx::app::pages()); }
