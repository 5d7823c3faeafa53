// SPDX-License-Identifier: BSL-1.0
// For LD_PRELOAD: calls on one file fail, or kill the program, where the environment says so.
//
//     ARF_FAULT_PATH  the calls on files whose path holds this text
//     ARF_FAULT       CALL:BYTES:WHAT
//
// CALL is read, write, sync, rename, or renamed (when it is done); BYTES how many are read or written before;
// WHAT an error number, "kill", or "little" (never more than 7 bytes at once, every other call interrupted).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic size_t done;
static _Atomic unsigned calls;

// What follows CALL and ":" in ARF_FAULT, where that is about this call; else null.
static char const* fault_of(char const* call) {
    char const* fault = getenv("ARF_FAULT");
    size_t const size = strlen(call);
    return fault != NULL && strncmp(fault, call, size) == 0 && fault[size] == ':' ? fault + size + 1 : NULL;
}

static int is_path(char const* path) {
    char const* wanted = getenv("ARF_FAULT_PATH");
    return wanted != NULL && strstr(path, wanted) != NULL;
}

static int is_file(int descriptor) {
    char name[64];
    char path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t const size = readlink(name, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = '\0';
    return is_path(path);
}

// Kills the program, or fails.
static long strike(char const* fault) {
    char const* what = strchr(fault, ':') + 1;
    if (strcmp(what, "kill") == 0) kill(getpid(), SIGKILL);
    errno = atoi(what);
    return -1;
}

// Reads or writes what may be; at 0 where the file stands, else at that place.
static ssize_t transfer(char const* call, long number, int descriptor, void* bytes, size_t size,
                        off_t const* at) {
    char const* fault = size > 0 ? fault_of(call) : NULL;
    if (fault != NULL && !is_file(descriptor)) fault = NULL;
    if (fault != NULL && strcmp(strchr(fault, ':'), ":little") == 0) {
        if (++calls % 2 == 1) {
            errno = EINTR;
            return -1;
        }
        if (size > 7) size = 7;
    } else if (fault != NULL) {
        size_t const most = (size_t)atol(fault);
        if (done >= most) return strike(fault);
        if (size > most - done) size = most - done;
    }
    ssize_t const moved =
        at != NULL ? syscall(number, descriptor, bytes, size, *at) : syscall(number, descriptor, bytes, size);
    if (fault != NULL && moved > 0) done += (size_t)moved;
    return moved;
}

ssize_t read(int descriptor, void* to, size_t size) {
    return transfer("read", SYS_read, descriptor, to, size, NULL);
}
ssize_t write(int descriptor, void const* bytes, size_t size) {
    return transfer("write", SYS_write, descriptor, (void*)bytes, size, NULL);
}
ssize_t pwrite64(int descriptor, void const* bytes, size_t size, off_t at) {
    return transfer("write", SYS_pwrite64, descriptor, (void*)bytes, size, &at);
}

static int synchronise(long number, int descriptor) {
    char const* fault = fault_of("sync");
    if (fault != NULL && is_file(descriptor)) return (int)strike(fault);
    return (int)syscall(number, descriptor);
}
int fsync(int descriptor) { return synchronise(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return synchronise(SYS_fdatasync, descriptor); }

int rename(char const* from, char const* to) {
    char const* fault = fault_of("rename");
    if (fault != NULL && is_path(to)) return (int)strike(fault);
    int const status = (int)syscall(SYS_rename, from, to);
    fault = fault_of("renamed");
    if (fault != NULL && is_path(to)) strike(fault);
    return status;
}
