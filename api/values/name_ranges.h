// Which characters beyond ASCII stand in an identifier: Unicode 14, as Python 3.11 sees it.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t first, last;
} CharacterRange;

extern const CharacterRange name_start_ranges[];
extern const size_t name_start_ranges_count;
// In addition to the above, after the first character.
extern const CharacterRange name_continue_ranges[];
extern const size_t name_continue_ranges_count;

// The characters that Python takes too, and rewrites, alone or with others (NFKC). In addition to
// the above, and likewise.
extern const CharacterRange rewritten_start_ranges[];
extern const size_t rewritten_start_ranges_count;
extern const CharacterRange rewritten_continue_ranges[];
extern const size_t rewritten_continue_ranges_count;
