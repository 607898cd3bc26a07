// The shapes of memory and of the collector.
#include "api/contract/shapes.h"

#include "api/views/views.h"

static const char *block_state(size_t index) {
    static const char *const names[] = {"used", "parked", "free", "fresh", NULL};
    return names[index];
}

static const Member memory_members[] = {
    {"arenas", MEMBER_SHAPE, MEMBER_LIST, "Arena"},
    {"classes", MEMBER_SHAPE, MEMBER_LIST, "SizeClass"},
    {"pools", MEMBER_SHAPE, MEMBER_LIST, "Pool"},
    {"large", MEMBER_SHAPE, MEMBER_LIST, "LargeRequest"},
    {"free_lists", MEMBER_SHAPE, MEMBER_LIST, "FreeList"},
    {"fragmentation", MEMBER_SHARE, .summary = "1 - in_blocks / bytes of arenas"},
    {0},
};

static const Member arena_members[] = {
    {"index", MEMBER_NUMBER},
    {"address", MEMBER_ADDRESS},
    {"pools_used", MEMBER_NUMBER},
    {"pools_free", MEMBER_NUMBER},
    {"pools_total", MEMBER_NUMBER},
    {"pinned_by", MEMBER_ID, MEMBER_LIST, .most = VIEW_MAX_PINS,
     .summary = "The objects that keep it from going back to the system, the first of them."},
    {"pinned_by_count", MEMBER_NUMBER},
    {"parked", MEMBER_SHAPE, MEMBER_LIST, "ParkedBlocks",
     .summary = "What else keeps it: blocks in free lists, which only a full collection empties."},
    {"spare", MEMBER_TRUE, MEMBER_OPTIONAL,
     .summary = "Nothing is in it: one such arena is kept ready."},
    {0},
};

static const Member parked_members[] = {
    {"list", MEMBER_TEXT, .summary = "The name of a free list."},
    {"blocks", MEMBER_NUMBER, .least = 1},
    {0},
};

static const Member size_class_members[] = {
    {"size", MEMBER_NUMBER},
    {"pools", MEMBER_NUMBER},
    {"used", MEMBER_NUMBER, .summary = "Blocks."},
    {"free", MEMBER_NUMBER},
    {0},
};

static const Member pool_members[] = {
    {"arena", MEMBER_NUMBER},
    {"index", MEMBER_NUMBER},
    {"address", MEMBER_ADDRESS},
    {"size_class", MEMBER_NUMBER},
    {"used", MEMBER_NUMBER},
    {"capacity", MEMBER_NUMBER},
    {0},
};

static const Member pool_with_blocks_members[] = {
    {"arena", MEMBER_NUMBER},
    {"index", MEMBER_NUMBER},
    {"address", MEMBER_ADDRESS},
    {"size_class", MEMBER_NUMBER},
    {"used", MEMBER_NUMBER},
    {"capacity", MEMBER_NUMBER},
    {"blocks", MEMBER_SHAPE, MEMBER_LIST, "PoolBlock"},
    {0},
};

static const Member pool_block_members[] = {
    {"index", MEMBER_NUMBER},
    {"address", MEMBER_ADDRESS},
    {"state", MEMBER_WORD, .words = block_state,
     .summary = "`parked`: in a free list; `fresh`: never handed out."},
    {"object", MEMBER_ID, MEMBER_NULLABLE},
    {0},
};

static const Member large_members[] = {
    {"address", MEMBER_ADDRESS},
    {"bytes", MEMBER_NUMBER},
    {"object", MEMBER_ID, MEMBER_NULLABLE},
    {0},
};

static const Member free_list_members[] = {
    {"name", MEMBER_TEXT},
    {"length", MEMBER_NUMBER},
    {"limit", MEMBER_NUMBER},
    {"block", MEMBER_NUMBER, .summary = "Bytes of one block."},
    {0},
};

static const Member gc_members[] = {
    {"enabled", MEMBER_BOOL},
    {"thresholds", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {"counts", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {"objects", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {"stats", MEMBER_SHAPE, MEMBER_LIST, "GcStats", .least = HEAP_GENERATIONS,
     .most = HEAP_GENERATIONS},
    {"long_lived_pending", MEMBER_NUMBER},
    {"long_lived_total", MEMBER_NUMBER},
    {"increments", MEMBER_NUMBER},
    {"decrements", MEMBER_NUMBER},
    {"freed_by_count", MEMBER_NUMBER},
    {"freed_by_collector", MEMBER_NUMBER},
    {"saveall", MEMBER_BOOL, .summary = "gc.DEBUG_SAVEALL is set."},
    {"frozen", MEMBER_NUMBER},
    {"garbage", MEMBER_ID, MEMBER_LIST, .most = VIEW_MAX_GARBAGE,
     .summary = "What gc.garbage holds, the first of it."},
    {"garbage_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {0},
};

static const Member gc_stats_members[] = {
    {"collections", MEMBER_NUMBER},
    {"collected", MEMBER_NUMBER},
    {"uncollectable", MEMBER_NUMBER},
    {0},
};

// clang-format off
const Shape memory_shapes[] = {
    {"Memory", SHAPE_OBJECT, "Arenas, pools and blocks.", memory_members},
    {"Arena", SHAPE_OBJECT, "Memory from the system, cut into pools.", arena_members},
    {"ParkedBlocks", SHAPE_OBJECT, "Blocks of an arena that a free list keeps.", parked_members},
    {"SizeClass", SHAPE_OBJECT, "All pools whose blocks have one size.", size_class_members},
    {"Pool", SHAPE_OBJECT, "A part of an arena, cut into blocks of one size.", pool_members},
    {"PoolWithBlocks", SHAPE_OBJECT, "A pool and all its blocks.", pool_with_blocks_members},
    {"PoolBlock", SHAPE_OBJECT, "A block of a pool.", pool_block_members},
    {"LargeRequest", SHAPE_OBJECT, "Memory that did not come from a pool.", large_members},
    {"FreeList", SHAPE_OBJECT, "Blocks that are kept ready for objects of one type.", free_list_members},
    {"Gc", SHAPE_OBJECT, "The collector's settings and what it has done.", gc_members},
    {"GcStats", SHAPE_OBJECT, "gc.get_stats() of one generation.", gc_stats_members},
    {0},
};
// clang-format on
