package malloc

import "C" // malloc.c, which works before main
