// Calls of Linux that Swift's module of the C library leaves out, as they are declared only with _GNU_SOURCE.

// memfd_create(2)
#define MFD_CLOEXEC 1U
extern int memfd_create(const char *name, unsigned int flags);
