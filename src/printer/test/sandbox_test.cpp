#include "printer/sandbox.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "printer/canvas.hpp"

namespace gx::printer {
namespace {

/// What `act` gives in a process that is shut in; 99 if it could not be.
template <class Act>
int shut_in_and(Act act) {
    const pid_t id = ::fork();
    if (id == 0) ::_exit(shut_in() ? act() : 99);
    int status = 0;
    ::waitpid(id, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

int can_open(const char* path, int flags) {
    const int file = ::open(path, flags | O_CLOEXEC, 0600);
    return file < 0 ? errno : 0;
}

TEST(Sandbox, fonts_are_read_and_nothing_else) {
    EXPECT_EQ(shut_in_and([] { return can_open("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", O_RDONLY); }), 0);
    EXPECT_EQ(shut_in_and([] { return can_open("/etc/passwd", O_RDONLY); }), EACCES);
    EXPECT_EQ(shut_in_and([] { return can_open("/proc/self/environ", O_RDONLY); }), EACCES);
    EXPECT_EQ(shut_in_and([] { return can_open("/tmp/guixing-printer-was-here", O_WRONLY | O_CREAT); }), EACCES);
    EXPECT_EQ(shut_in_and([] { return can_open("/usr/share/fonts/new", O_WRONLY | O_CREAT); }), EACCES);
}

TEST(Sandbox, no_network_no_other_program_no_signal) {
    EXPECT_EQ(shut_in_and([] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(shut_in_and([] { return ::kill(::getppid(), 0) < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(shut_in_and([] { return ::execl("/bin/true", "true", nullptr) < 0 ? errno : 0; }), EPERM);
}

TEST(Sandbox, drawing_works_inside) {
    EXPECT_EQ(shut_in_and([] {
                  Canvas canvas(false, "zh-CN", "题", {});
                  if (!canvas.has_font()) return 1;
                  canvas.draw(canvas.text("字", 100), 10, 10);
                  canvas.end_page();
                  return canvas.take().size() > 1000 ? 0 : 2;
              }),
              0);
}

}  // namespace
}  // namespace gx::printer
