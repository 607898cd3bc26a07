// The shapes of objects, of what holds them, and of the graph.
#include "api/contract/shapes.h"

#include "api/replies/object_json.h"
#include "api/views/views.h"

static const char *holder_kind(size_t index) {
    return index < HEAP_HOLDER_KINDS ? heap_holder_kind_name((HeapHolderKind)index) : NULL;
}

static const char *block_use(size_t index) {
    static const char *const uses[] = {"object", "items", "keys", "table", "values", NULL};
    return uses[index];
}

static const Member object_members[] = {
    {"id", MEMBER_ID},
    {"address", MEMBER_ADDRESS, .summary = "What id() shows."},
    {"type", MEMBER_TEXT, .summary = "`list`, or the name of its class."},
    {"repr", MEMBER_TEXT, .most = OBJECT_REPR_BYTES},
    {"repr_cut", MEMBER_TRUE, MEMBER_OPTIONAL, .summary = "`repr` was longer."},
    {"references", MEMBER_NUMBER, .summary = "How many hold it."},
    {"refcount", MEMBER_NUMBER, .summary = "As the object's header in CPython shows it."},
    {"getrefcount", MEMBER_NUMBER,
     .summary = "What sys.getrefcount(name) prints; in `names` that of this name."},
    {"immortal", MEMBER_BOOL},
    {"size", MEMBER_NUMBER, .summary = "sys.getsizeof()"},
    {"blocks", MEMBER_SHAPE, MEMBER_LIST, "Block", .most = HEAP_MAX_BLOCKS},
    {"tracked", MEMBER_BOOL, .summary = "The collector knows of it."},
    {"generation", MEMBER_NUMBER, MEMBER_NULLABLE, .most = HEAP_GENERATIONS - 1,
     .summary = "null when it is not tracked, or frozen."},
    {"frozen", MEMBER_BOOL, .summary = "gc.freeze() put it where no collection looks."},
    {"interned", MEMBER_BOOL},
    {"cached", MEMBER_BOOL, .summary = "The interpreter keeps it ready."},
    {"finalized", MEMBER_BOOL, .summary = "Its __del__ has run."},
    {"internal", MEMBER_TRUE, MEMBER_OPTIONAL,
     .summary = "A class or function made it for itself."},
    {"target", MEMBER_ID, MEMBER_OPTIONAL | MEMBER_NULLABLE,
     .summary = "Of a weakref: what it leads to, null once that is gone."},
    {"slots", MEMBER_SHAPE, MEMBER_LIST, "Slot", .most = OBJECT_MAX_SLOTS},
    {"slots_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"reachable", MEMBER_BOOL, MEMBER_OPTIONAL, .summary = "From a name, a frame or a cache."},
    {"referrers", MEMBER_SHAPE, MEMBER_OPTIONAL | MEMBER_LIST, "Holder",
     .most = OBJECT_MAX_REFERRERS},
    {"referrers_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {0},
};

static const Member block_members[] = {
    {"use", MEMBER_WORD, .words = block_use},
    {"address", MEMBER_ADDRESS},
    {"bytes", MEMBER_NUMBER, .summary = "As requested."},
    {"size_class", MEMBER_NUMBER, MEMBER_NULLABLE, .least = 1,
     .summary = "Bytes of the block; null for a large request, and then the next two are too."},
    {"arena", MEMBER_NUMBER, MEMBER_NULLABLE},
    {"pool", MEMBER_NUMBER, MEMBER_NULLABLE},
    {0},
};

static const Member slot_members[] = {
    {"slot", MEMBER_TEXT, .most = SLOT_NAME_SIZE, .summary = "`[2]`, `['k']`, `key 'k'`, `.x` ..."},
    {"object", MEMBER_ID},
    {0},
};

static const Member holder_members[] = {
    {"kind", MEMBER_WORD, .words = holder_kind},
    {"of", MEMBER_NUMBER, MEMBER_NULLABLE,
     .summary = "An object's id; of names and frames the frame's number; null for caches and "
                "gc.garbage."},
    {"slot", MEMBER_TEXT, MEMBER_NULLABLE, .summary = "As in the object's slots; a name."},
    {"text", MEMBER_TEXT, .summary = "`@5[2]`, `<module>.a`, `foo#2().x`"},
    {0},
};

static const Member name_members[] = {
    {"name", MEMBER_TEXT},
    {"holder", MEMBER_TEXT, .summary = "`<module>.a`"},
    {"object", MEMBER_SHAPE, .of = "Object"},
    {0},
};

static const Member frame_members[] = {
    {"frame", MEMBER_NUMBER, .summary = "0 is the module."},
    {"label", MEMBER_TEXT, .summary = "The function's name, or `<module>`."},
    {"function", MEMBER_ID, MEMBER_NULLABLE},
    {"names", MEMBER_NUMBER, .summary = "How many names are bound in it."},
    {0},
};

static const Member small_int_members[] = {
    {"value", MEMBER_INTEGER},
    {"object", MEMBER_ID, MEMBER_NULLABLE, .summary = "null: nothing has used it yet."},
    {"address", MEMBER_ADDRESS},
    {"references", MEMBER_NUMBER},
    {"refcount", MEMBER_NUMBER},
    {"getrefcount", MEMBER_NUMBER},
    {0},
};

// ---------------------------------------------------------------- why, what with it, the same

static const Member why_alive_members[] = {
    {"reachable", MEMBER_BOOL},
    {"path", MEMBER_SHAPE, MEMBER_LIST, "Holder", .most = VIEW_MAX_PATH,
     .summary = "From a root to the object; of a long one the beginning and the end."},
    {"path_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1, .summary = "In the middle."},
    {"holders", MEMBER_SHAPE, MEMBER_LIST, "Holder", .most = OBJECT_MAX_REFERRERS},
    {"holders_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"cycle", MEMBER_ID, MEMBER_LIST, .most = VIEW_MAX_CYCLE,
     .summary = "Of garbage: all that are in a cycle with it, itself too."},
    {"cycle_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"found_by", MEMBER_NUMBER, MEMBER_NULLABLE,
     .summary = "Of garbage: the youngest generation whose collection finds it."},
    {"text", MEMBER_TEXT, .summary = "The same in sentences."},
    {0},
};

static const Member retained_members[] = {
    {"count", MEMBER_NUMBER},
    {"bytes", MEMBER_NUMBER, .summary = "The sum of their sizes."},
    {"in_blocks", MEMBER_NUMBER, .summary = "The bytes of their blocks."},
    {"by_count", MEMBER_NUMBER, .summary = "How many counting frees at once."},
    {"by_collector", MEMBER_NUMBER, .summary = "How many wait for the collector."},
    {"ids", MEMBER_ID, MEMBER_LIST, .most = VIEW_MAX_RETAINED},
    {"ids_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {0},
};

static const Member identity_members[] = {
    {"same", MEMBER_BOOL},
    {"a", MEMBER_ID},
    {"b", MEMBER_ID},
    {"why", MEMBER_WORD, .words = identity_why, .summary = "By which rule."},
    {"text", MEMBER_TEXT, .summary = "The same in sentences."},
    {0},
};

// ---------------------------------------------------------------- the graph

static const Member graph_members[] = {
    {"names", MEMBER_SHAPE, MEMBER_LIST, "GraphName"},
    {"frames", MEMBER_SHAPE, MEMBER_LIST, "GraphFrame"},
    {"nodes", MEMBER_SHAPE, MEMBER_LIST, "Object"},
    {"edges", MEMBER_SHAPE, MEMBER_LIST, "Edge"},
    {"edges_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"left_out", MEMBER_NUMBER, .summary = "How many nodes there are more."},
    {0},
};

static const Member graph_name_members[] = {
    {"frame", MEMBER_NUMBER},
    {"name", MEMBER_TEXT},
    {"holder", MEMBER_TEXT},
    {"object", MEMBER_ID},
    {0},
};

static const Member graph_frame_members[] = {
    {"frame", MEMBER_NUMBER},
    {"label", MEMBER_TEXT},
    {"function", MEMBER_ID, MEMBER_NULLABLE},
    {0},
};

static const Member edge_members[] = {
    {"from", MEMBER_SHAPE, .of = "Holder"},
    {"to", MEMBER_ID},
    {0},
};

// clang-format off
const Shape object_shapes[] = {
    {"Object", SHAPE_OBJECT, "An object of the session's heap.", object_members},
    {"Block", SHAPE_OBJECT, "Memory that an object has: `size_class` bytes of a pool, or a large request.", block_members},
    {"Slot", SHAPE_OBJECT, "A place in an object that holds another.", slot_members},
    {"Holder", SHAPE_OBJECT, "What holds an object, so that it counts one more reference.", holder_members},
    {"Name", SHAPE_OBJECT, "A name that is bound.", name_members},
    {"Frame", SHAPE_OBJECT, "A function that runs, or the module.", frame_members},
    {"SmallInt", SHAPE_OBJECT, "An int that the interpreter keeps ready.", small_int_members},
    {"WhyAlive", SHAPE_OBJECT, "Why an object is alive.", why_alive_members},
    {"Retained", SHAPE_OBJECT, "What would go with an object.", retained_members},
    {"Identity", SHAPE_OBJECT, "Whether two references lead to one object.", identity_members},
    {"Graph", SHAPE_OBJECT, "Roots, objects and references between them.", graph_members},
    {"GraphName", SHAPE_OBJECT, "A name, and the id of what it is bound to.", graph_name_members},
    {"GraphFrame", SHAPE_OBJECT, "A frame.", graph_frame_members},
    {"Edge", SHAPE_OBJECT, "A reference.", edge_members},
    {"ObjectList", SHAPE_LISTING, "A page of objects.", .of = "Object", .most = PARAMETER_MAX_LIMIT},
    {"NameList", SHAPE_LISTING, "A page of names.", .of = "Name", .most = PARAMETER_MAX_LIMIT},
    {"FrameList", SHAPE_LISTING, "All frames.", .of = "Frame"},
    {"SmallIntList", SHAPE_LISTING, "All ints that are kept ready.", .of = "SmallInt"},
    {0},
};
// clang-format on
