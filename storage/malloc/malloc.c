#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

/*
glibc gives every thread that allocates an arena of its own, which keeps the
freed page caches of the connections that the thread ran. Go runs one connection
on many threads, so they add up over hours of syncs. glibc asks for the limit
once, when the second thread allocates: before main, there is none.
*/
__attribute__((constructor)) static void one_arena(void) { mallopt(M_ARENA_MAX, 1); }
#endif
