// The shapes of answers: what each has for members, as rows.
//
// Whoever adds a member to an answer, or an answer, changes a row here: the document at /openapi.json
// is written from them, and every answer of every test is held against that document.
#pragma once

#include "api/json/schema.h"
#include "api/views/parameters.h"

typedef enum {
    MEMBER_ID,       // Of an object; ids are never given again.
    MEMBER_NUMBER,   // Whole, 0 or more.
    MEMBER_INTEGER,  // Whole.
    MEMBER_SHARE,    // Between 0 and 1.
    MEMBER_BOOL,
    MEMBER_TRUE,  // Left out where it would be false.
    MEMBER_TEXT,
    MEMBER_ADDRESS,  // "0x7f0000041040"
    MEMBER_WORD,     // One of `words`.
    MEMBER_SHAPE,    // What `of` names: a shape, or a schema of requests.
} MemberType;

// How a member differs from the plain one.
enum { MEMBER_OPTIONAL = 1, MEMBER_NULLABLE = 2, MEMBER_LIST = 4 };

// The texts of an enumeration of C; NULL past the last.
typedef const char *WordAt(size_t index);

typedef struct {
    const char *name;
    MemberType type;
    unsigned form;
    const char *of;
    WordAt *words;
    uint64_t least, most;  // Of a number, the items of a list, the bytes of a text; 0: no bound.
    const char *pattern;   // Of a text; NULL: any.
    const char *summary;
} Member;

typedef enum {
    SHAPE_OBJECT,   // With `members`.
    SHAPE_LISTING,  // {"items": of `of`, "next_cursor", "total"}
    SHAPE_ONE_OF,   // One of the shapes whose names `of` lists, with spaces between them.
    SHAPE_EVENT,    // Of the shapes of events, as `event` says.
    SHAPE_OPEN,     // An object whose members are told elsewhere.
    SHAPE_MAP,      // An object of any members, each what `of` names; NULL: a text.
    SHAPE_PLAIN,    // null, a boolean, a whole number, a text, or a list of numbers.
} ShapeKind;

typedef struct {
    const char *name;
    ShapeKind kind;
    const char *summary;
    const Member *members;  // The first without a name ends them.
    const char *of;
    uint64_t most;  // Items of a listing.
} Shape;

// The groups; the last row of each has no name.
extern const Shape object_shapes[];
extern const Shape session_shapes[];
extern const Shape memory_shapes[];
extern const Shape compare_shapes[];
extern const Shape table_shapes[];
// Of events: the row's name is that of the event, the member `event` comes by itself.
extern const Shape event_shapes[];

// Parts of events and of problems.
extern const Shape event_part_shapes[];

// What a collection found: a result, and an event.
extern const Member collection_members[];

// Every shape as a schema, with its key: for components.schemas.
void shapes_write(JsonWriter *writer);
// The schema of a member, and of an object with these members, as a value.
void member_write(JsonWriter *writer, const Member *member);
void members_write(JsonWriter *writer, const Member *members);
