// The shapes of events: what each kind tells.
#include "api/contract/shapes.h"

#include "api/json/json_scan.h"
#include "heap/heap.h"

static const char *death_cause(size_t index) {
    return index <= HEAP_DEATH_CACHED ? heap_death_cause_name((HeapDeathCause)index) : NULL;
}

static const char *slot_kind(size_t index) {
    return index < HEAP_HOLDER_KINDS ? heap_holder_kind_name((HeapHolderKind)index) : NULL;
}

static const char *phase(size_t index) {
    static const char *const names[] = {"update_refs",
                                        "subtract_refs",
                                        "move_unreachable",
                                        "untrack_tuples",
                                        "untrack_dicts",
                                        "promote",
                                        "handle_weakrefs",
                                        "handle_weakref_callbacks",
                                        "clear_weakrefs",
                                        "finalize_garbage",
                                        "delete_garbage",
                                        "handle_resurrected_objects",
                                        NULL};
    return names[index];
}

static const char *setting(size_t index) {
    static const char *const names[] = {"enabled",    "threshold0",    "threshold1",
                                        "threshold2", "debug_saveall", NULL};
    return names[index];
}

static const Member object_only[] = {{"object", MEMBER_ID}, {0}};

static const Member alloc_members[] = {
    {"object", MEMBER_ID},
    {"record", MEMBER_SHAPE, .of = "Object"},
    {0},
};

static const Member dealloc_members[] = {
    {"object", MEMBER_ID},
    {"cause", MEMBER_WORD, .words = death_cause},
    {"record", MEMBER_SHAPE, .of = "Object", .summary = "As it stood."},
    {0},
};

static const Member refcount_members[] = {
    {"object", MEMBER_ID},
    {"from", MEMBER_NUMBER},
    {"to", MEMBER_NUMBER},
    {"refcount", MEMBER_SHAPE, .of = "FromTo"},
    {"getrefcount", MEMBER_SHAPE, .of = "FromTo"},
    {"holder", MEMBER_SHAPE, .of = "Holder"},
    {0},
};

static const Member immortal_members[] = {
    {"object", MEMBER_ID},
    {"refcount", MEMBER_SHAPE, .of = "FromTo"},
    {"getrefcount", MEMBER_SHAPE, .of = "FromTo"},
    {0},
};

static const Member from_to_members[] = {
    {"from", MEMBER_NUMBER},
    {"to", MEMBER_NUMBER},
    {0},
};

static const Member bind_members[] = {
    {"frame", MEMBER_NUMBER},
    {"name", MEMBER_TEXT},
    {"from", MEMBER_ID, MEMBER_NULLABLE},
    {"to", MEMBER_ID, MEMBER_NULLABLE},
    {0},
};

static const Member slot_members[] = {
    {"object", MEMBER_ID},
    {"slot", MEMBER_TEXT},
    {"at", MEMBER_NUMBER, .summary = "Its position among the slots."},
    {"kind", MEMBER_WORD, .words = slot_kind},
    {"from", MEMBER_ID, MEMBER_NULLABLE},
    {"to", MEMBER_ID, MEMBER_NULLABLE},
    {0},
};

static const Member shift_members[] = {
    {"object", MEMBER_ID},
    {"at", MEMBER_NUMBER},
    {"by", MEMBER_INTEGER},
    {0},
};

static const Member resize_members[] = {
    {"object", MEMBER_ID},
    {"from", MEMBER_NUMBER},
    {"to", MEMBER_NUMBER},
    {0},
};

static const Member block_members[] = {
    {"object", MEMBER_ID, MEMBER_NULLABLE},
    {"block", MEMBER_SHAPE, .of = "Block"},
    {0},
};

static const Member pool_members[] = {
    {"arena", MEMBER_NUMBER},
    {"pool", MEMBER_NUMBER},
    {"size_class", MEMBER_NUMBER},
    {0},
};

static const Member arena_members[] = {{"arena", MEMBER_NUMBER}, {0}};

static const Member free_list_members[] = {
    {"list", MEMBER_TEXT},
    {"address", MEMBER_ADDRESS},
    {"from", MEMBER_NUMBER},
    {"to", MEMBER_NUMBER},
    {0},
};

static const Member generation_members[] = {
    {"object", MEMBER_ID},
    {"generation", MEMBER_NUMBER, .most = HEAP_GENERATIONS - 1},
    {0},
};

static const Member promote_members[] = {
    {"object", MEMBER_ID},
    {"from", MEMBER_NUMBER, .most = HEAP_GENERATIONS - 1},
    {"to", MEMBER_NUMBER, .most = HEAP_GENERATIONS - 1},
    {0},
};

static const Member frame_members[] = {
    {"frame", MEMBER_NUMBER, .least = 1},
    {"function", MEMBER_ID, MEMBER_NULLABLE},
    {"label", MEMBER_TEXT},
    {0},
};

static const Member setting_members[] = {
    {"setting", MEMBER_WORD, .words = setting},
    {"from", MEMBER_NUMBER},
    {"to", MEMBER_NUMBER},
    {0},
};

static const Member gc_count_members[] = {
    {"from", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {"to", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {0},
};

static const Member gc_start_members[] = {
    {"generation", MEMBER_NUMBER, .most = HEAP_GENERATIONS - 1},
    {"automatic", MEMBER_BOOL},
    {"counts", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {0},
};

static const Member gc_phase_members[] = {
    {"phase", MEMBER_WORD, .words = phase},
    {"objects", MEMBER_ID, MEMBER_LIST, .most = 1000},
    {"count", MEMBER_NUMBER},
    {0},
};

static const Member gc_refs_members[] = {
    {"phase", MEMBER_WORD, .words = phase},
    {"object", MEMBER_ID},
    {"from", MEMBER_INTEGER},
    {"to", MEMBER_INTEGER},
    {"source", MEMBER_ID, MEMBER_NULLABLE, .summary = "Whose reference was taken away."},
    {0},
};

static const Member weakref_clear_members[] = {
    {"object", MEMBER_ID, .summary = "The weakref."},
    {"from", MEMBER_ID},
    {"to", MEMBER_ID, MEMBER_NULLABLE, .summary = "null"},
    {0},
};

static const Member call_members[] = {
    {"object", MEMBER_ID},
    {"callable", MEMBER_ID, MEMBER_NULLABLE},
    {0},
};

static const Member unraisable_members[] = {
    {"object", MEMBER_ID, MEMBER_NULLABLE, .summary = "What was called."},
    {"exception", MEMBER_TEXT},
    {"message", MEMBER_TEXT},
    {0},
};

// clang-format off
const Shape event_shapes[] = {
    {"alloc", SHAPE_OBJECT, "An object appears, as in `record`.", alloc_members},
    {"dealloc", SHAPE_OBJECT, "An object goes.", dealloc_members},
    {"refcount", SHAPE_OBJECT, "An object has one reference more, or less.", refcount_members},
    {"bind", SHAPE_OBJECT, "A name is bound to `to`; null: unbound.", bind_members},
    {"slot", SHAPE_OBJECT, "A slot holds `to`. `from` null: it is inserted; `to` null: it is removed.", slot_members},
    {"shift", SHAPE_OBJECT, "The slots from `at` on are renumbered.", shift_members},
    {"resize", SHAPE_OBJECT, "`size` changes.", resize_members},
    {"block_alloc", SHAPE_OBJECT, "An object gets a block.", block_members},
    {"block_free", SHAPE_OBJECT, "An object's block goes back.", block_members},
    {"pool_new", SHAPE_OBJECT, "A pool is set up for a size class.", pool_members},
    {"pool_free", SHAPE_OBJECT, "A pool is empty.", pool_members},
    {"arena_new", SHAPE_OBJECT, "An arena comes from the system.", arena_members},
    {"arena_free", SHAPE_OBJECT, "An arena goes back to the system.", arena_members},
    {"intern", SHAPE_OBJECT, "A string is interned.", object_only},
    {"intern_hit", SHAPE_OBJECT, "An equal string was interned: no new object was needed.", object_only},
    {"immortal", SHAPE_OBJECT, "An object never dies from now on, and its counts are shown as the profile's constant.", immortal_members},
    {"cache_hit", SHAPE_OBJECT, "The interpreter had it ready: no new object was needed.", object_only},
    {"track", SHAPE_OBJECT, "The collector knows of the object from now on.", generation_members},
    {"untrack", SHAPE_OBJECT, "The collector does not know of it any more.", generation_members},
    {"free_list_put", SHAPE_OBJECT, "A block is parked.", free_list_members},
    {"free_list_take", SHAPE_OBJECT, "A parked block is used again.", free_list_members},
    {"frame_push", SHAPE_OBJECT, "A function begins.", frame_members},
    {"frame_pop", SHAPE_OBJECT, "A function ends.", frame_members},
    {"setting", SHAPE_OBJECT, "The collector is set up otherwise.", setting_members},
    {"gc_count", SHAPE_OBJECT, "gc.get_count() changes.", gc_count_members},
    {"gc_start", SHAPE_OBJECT, "A collection begins.", gc_start_members},
    {"gc_phase", SHAPE_OBJECT, "A phase of the collection is over.", gc_phase_members},
    {"gc_refs", SHAPE_OBJECT, "The effective count of a candidate changes.", gc_refs_members},
    {"promote", SHAPE_OBJECT, "An object moves to another generation.", promote_members},
    {"gc_stop", SHAPE_OBJECT, "A collection is over.", collection_members},
    {"freeze", SHAPE_OBJECT, "An object is put where no collection looks.", generation_members},
    {"unfreeze", SHAPE_OBJECT, "An object comes back from there.", generation_members},
    {"weakref_clear", SHAPE_OBJECT, "A weakref leads nowhere any more.", weakref_clear_members},
    {"weakref_callback", SHAPE_OBJECT, "The callback of a weakref runs next.", call_members},
    {"finalizer", SHAPE_OBJECT, "The __del__ of an object runs next.", call_members},
    {"unraisable", SHAPE_OBJECT, "An exception that nobody could catch.", unraisable_members},
    {"resurrect", SHAPE_OBJECT, "A finalizer kept the object alive.", object_only},
    {0},
};

const Shape event_part_shapes[] = {
    {"FromTo", SHAPE_OBJECT, "A number before and after.", from_to_members},
    {0},
};
// clang-format on
