#include "heap/profile.h"

#include <string.h>

#include "heap/memory/memory.h"

static const Profile profiles[] = {
    {
        .info =
            {
                .name = "article",
                .summary = "CPython 3.11 with the numbers of the article: pools serve requests "
                           "below 256 KiB, every word is interned, ten collections of a "
                           "generation bring one of the next.",
                .thresholds = {700, 10, 10},
                .older_at_threshold = true,
                .quarter_rule = false,
                .small_request_limit = 262143,
                .arena_bytes = ARENA_BYTES,
                .pool_bytes = POOL_BYTES,
                .small_int_min = -5,
                .small_int_max = 256,
                .intern_every_word = true,
                .static_count_base = 0,
            },
        .locals_order = LOCALS_IN_ORDER,
        .tracks_every_dict = false,
        .tracks_every_tuple = true,
        .tuple_free_limit = 2000,
        .tuple_free_reused = 19,
        .list_free_limit = 80,
        .dict_free_limit = 80,
        .keys_free_limit = 80,
        .float_free_limit = 100,
        .str_ascii_bytes = 49,
        .str_other_bytes = 73,
        .tuple_bytes = 40,
        .interned_letters = "BCLST_abcdefhijklmnopqrstvwxy",
        .empty_leaves_pools = false,
        .function_bytes = 152,
        .method_bytes = 64,
        .cell_bytes = 40,
        .class_bytes = 960,
        .descriptor_bytes = 64,
        .weakref_bytes = 80,
    },
    {
        .info =
            {
                .name = "cpython-3.11",
                .summary = "CPython 3.11 as it is: pools serve requests up to 512 bytes, only "
                           "literals are interned, an older generation is collected above "
                           "its threshold, the oldest by the 25 % rule.",
                .thresholds = {700, 10, 10},
                .older_at_threshold = false,
                .quarter_rule = true,
                .small_request_limit = 512,
                .arena_bytes = ARENA_BYTES,
                .pool_bytes = POOL_BYTES,
                .small_int_min = -5,
                .small_int_max = 256,
                .intern_every_word = false,
                .static_count_base = 999999999,
            },
        .locals_order = LOCALS_IN_ORDER,
        .tracks_every_dict = false,
        .tracks_every_tuple = true,
        .tuple_free_limit = 2000,
        .tuple_free_reused = 19,
        .list_free_limit = 80,
        .dict_free_limit = 80,
        .keys_free_limit = 80,
        .float_free_limit = 100,
        .str_ascii_bytes = 49,
        .str_other_bytes = 73,
        .tuple_bytes = 40,
        .interned_letters = "BCLST_abcdefhijklmnopqrstvwxy",
        .empty_leaves_pools = true,
        .function_bytes = 152,
        .method_bytes = 64,
        .cell_bytes = 40,
        .class_bytes = 960,
        .descriptor_bytes = 64,
        .weakref_bytes = 80,
    },
};

const Profile *profile_find(const char *name) {
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (strcmp(profiles[i].info.name, name) == 0) {
            return &profiles[i];
        }
    }
    return NULL;
}

bool heap_profile(size_t index, HeapProfileInfo *out_info) {
    if (index >= sizeof profiles / sizeof *profiles) {
        return false;
    }
    *out_info = profiles[index].info;
    return true;
}
