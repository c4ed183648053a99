/// What the drawing program gives up before it reads its input.
#pragma once

namespace gx::printer {

/// From here on: no new privileges, no network, no other program, no signal to or look into another process; files are
/// read only where fonts and libraries lie, none is written (Landlock). What a kernel does not know is left out.
/// False: the kernel knows it and refused.
bool shut_in();

}  // namespace gx::printer
