// The shapes of a comparison.
#include "api/contract/shapes.h"

#include "api/compare/compare.h"
#include "api/compare/fields.h"
#include "api/session.h"

static const char *profile(size_t index) {
    HeapProfileInfo info;
    return heap_profile(index, &info) ? info.name : NULL;
}

// Those of names, then those that belong to none.
static const char *field(size_t index) {
    const Field *fields = name_fields;
    while (fields->name != NULL && index > 0) {
        fields++;
        index--;
    }
    return fields->name != NULL ? fields->name : heap_fields[index].name;
}

static const Member compared_members[] = {
    {"profiles", MEMBER_WORD, MEMBER_LIST, .words = profile, .least = COMPARE_LEAST_PROFILES,
     .most = COMPARE_MOST_PROFILES, .summary = "In the order in which they were asked for."},
    {"results", MEMBER_SHAPE, MEMBER_LIST, "ComparedOperation", .most = SESSION_MAX_LIST,
     .summary = "One for each operation."},
    {"results_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1,
     .summary = "Operations that did not run, since the answer was long enough."},
    {"differences", MEMBER_NUMBER, .summary = "All that were found, told or left out."},
    {"complete", MEMBER_BOOL, .summary = "Nothing was left out."},
    {0},
};

static const Member operation_members[] = {
    {"op", MEMBER_TEXT},
    {"python", MEMBER_TEXT, MEMBER_NULLABLE, .summary = "null where there is none."},
    {"exception", MEMBER_TEXT, MEMBER_NULLABLE,
     .summary = "What it was refused with under every profile alike."},
    {"differs", MEMBER_SHAPE, MEMBER_LIST, "Difference", .most = COMPARE_MAX_TOLD,
     .summary = "What differs now and did not before, or not so."},
    {"differs_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"agrees", MEMBER_SHAPE, MEMBER_LIST, "Agreement", .most = COMPARE_MAX_TOLD,
     .summary = "What differed before and is equal now."},
    {"agrees_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {0},
};

static const Member difference_members[] = {
    {"name", MEMBER_TEXT, MEMBER_NULLABLE,
     .summary = "As bound in the module; of a frame's its holder; null: it belongs to no name."},
    {"field", MEMBER_WORD, .words = field},
    {"values", MEMBER_SHAPE, MEMBER_LIST, "PlainValue", .least = COMPARE_LEAST_PROFILES,
     .most = COMPARE_MOST_PROFILES, .summary = "In the order of `profiles`."},
    {0},
};

static const Member agreement_members[] = {
    {"name", MEMBER_TEXT, MEMBER_NULLABLE},
    {"field", MEMBER_WORD, .words = field},
    {"value", MEMBER_SHAPE, .of = "PlainValue"},
    {0},
};

// clang-format off
const Shape compare_shapes[] = {
    {"Compared", SHAPE_OBJECT, "What differs between profiles.", compared_members},
    {"ComparedOperation", SHAPE_OBJECT, "What differs after an operation.", operation_members},
    {"Difference", SHAPE_OBJECT, "A field that is not the same under all profiles.", difference_members},
    {"Agreement", SHAPE_OBJECT, "A field that is the same under all profiles again.", agreement_members},
    {"PlainValue", SHAPE_PLAIN, "What a field is."},
    {0},
};
// clang-format on
