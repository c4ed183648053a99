#include "printer/sandbox.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/landlock.h>
#include <memory>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gx::printer {
namespace {

bool unknown_to_kernel() { return errno == ENOSYS || errno == EOPNOTSUPP || errno == EINVAL; }

/// Reading below these folders is all that the file system still allows.
bool only_fonts() {
    constexpr const char* kReadable[] = {"/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig"};
    constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;  // every right of the first version
    const auto ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
    if (ruleset < 0) return unknown_to_kernel();
    bool good = true;
    for (const char* path : kReadable) {
        const int place = ::open(path, O_PATH | O_CLOEXEC);
        if (place < 0) continue;
        landlock_path_beneath_attr beneath{};
        const bool folder = ::faccessat(place, ".", F_OK, 0) == 0;
        beneath.allowed_access = folder ? kRead : std::uint64_t{LANDLOCK_ACCESS_FS_READ_FILE};
        beneath.parent_fd = place;
        good = ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0 && good;
        ::close(place);
    }
    good = good && ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    ::close(ruleset);
    return good;
}

bool fewer_calls() {
    constexpr int kForbidden[] = {
        SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
        SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace), SCMP_SYS(kill),
        SCMP_SYS(tkill), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal), SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(mount), SCMP_SYS(umount2),
        SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
        SCMP_SYS(io_uring_setup), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(shmget), SCMP_SYS(msgget),
        SCMP_SYS(memfd_create), SCMP_SYS(open_by_handle_at), SCMP_SYS(name_to_handle_at)};
    const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
    if (!filter) return false;
    for (const int call : kForbidden) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) != 0) return false;
    }
    const int error = -seccomp_load(filter.get());
    return error == 0 || error == ENOSYS || error == EINVAL;
}

}  // namespace

bool shut_in() {
    std::signal(SIGXFSZ, SIG_IGN);  // a library that wants to keep a cache finds that it cannot
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return false;
    return only_fonts() && fewer_calls();
}

}  // namespace gx::printer
