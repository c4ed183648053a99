/// Opens the data folder for one command, or hands the command to the server that holds it.
#pragma once

#include <functional>

#include "app/app.hpp"
#include "app/commands/commands.hpp"

namespace gx::app {

/// Refused with a sentence when the folder holds no company.
int with_app(Context& context, const Arguments& arguments, const std::function<int(App&)>& act);

/// Prints a refusal as a person reads it: the sentence, then each field.
int print_refusal(Context& context, const App& app, const Error& error);

}  // namespace gx::app
