/// The demo company: every post that the clauses name, two compounds, rooms, duty roster, accounts. Its people and
/// companies are marked as demo (示例).
#pragma once

#include <string>
#include <vector>

#include "app/app.hpp"

namespace gx::app {

struct DemoAccount {
    std::string post, person, login, password;
};

/// Fills an empty company (made by App::create). One random password serves all accounts of one demo.
std::vector<DemoAccount> fill_demo(App& app);

/// `count` quick reports through the use case, spread over the compounds and the last year; for measuring.
void fill_incidents(App& app, int count);

}  // namespace gx::app
