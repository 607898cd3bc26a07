#include "api/text/table.h"

#include "api/text/cell.h"

#include <stdint.h>
#include <string.h>

enum { MAX_COLUMNS = 12, MAX_MARKS = 3, MAX_MEMBERS = 40, GAP = 2 };

// ---------------------------------------------------------------- which columns

// Objects that have the members `marks` show these columns. All others show all their members, in
// the order in which they first appear.
typedef struct {
    const char *marks[MAX_MARKS];
    const char *columns[MAX_COLUMNS + 1];
} Shape;

static const Shape shapes[] = {
    {{"id", "address", "repr"},
     {"id", "type", "references", "getrefcount", "size", "generation", "reachable", "address",
      "repr"}},
    {{"holder", "object"}, {"holder", "object"}},
    {{"seq", "op", "python"}, {"seq", "python"}},
    {{"kind", "of", "text"}, {"kind", "of", "slot", "text"}},
    {{"from", "to"}, {"from", "to"}},
    {{"name", "arguments", "python"}, {"name", "arguments", "python", "summary"}},
    {{"name", "summary", "thresholds"},
     {"name", "thresholds", "small_request_limit", "pool_bytes", "arena_bytes", "small_ints",
      "summary"}},
    {{"name", "unit", "value"}, {"name", "value", "unit", "code", "summary"}},
};

typedef struct {
    JsonPart key;
    size_t width;
    bool is_text;   // Something in it is no number, so it stands on the left.
    bool is_known;  // Some row has it.
} Column;

typedef struct {
    Column columns[MAX_COLUMNS];
    size_t count;
    bool is_fixed;
} Table;

static bool has_marks(JsonPart row, const Shape *shape) {
    for (size_t i = 0; i < MAX_MARKS && shape->marks[i] != NULL; i++) {
        if (json_part_member(row, shape->marks[i]).text == NULL) {
            return false;
        }
    }
    return true;
}

static void add_column(Table *table, JsonPart key) {
    if (table->count < MAX_COLUMNS) {
        table->columns[table->count++] = (Column){.key = key, .width = key.size};
    }
}

static void choose_columns(Table *table, JsonPart row) {
    for (size_t i = 0; !table->is_fixed && i < sizeof shapes / sizeof *shapes; i++) {
        table->is_fixed = has_marks(row, &shapes[i]);
        for (size_t at = 0; table->is_fixed && shapes[i].columns[at] != NULL; at++) {
            add_column(table, (JsonPart){shapes[i].columns[at], strlen(shapes[i].columns[at])});
        }
    }
}

// ---------------------------------------------------------------- rows

// The members of a row, so that its text is read once however many columns there are.
typedef struct {
    JsonMember members[MAX_MEMBERS];
    size_t count;
} Row;

static void read_row(Row *row, JsonPart value) {
    row->count = 0;
    for (JsonWalk walk = json_walk(value);
         row->count < MAX_MEMBERS && json_walk_next(&walk, &row->members[row->count]);) {
        row->count++;
    }
}

static bool is_same(JsonPart one, JsonPart other) {
    return one.size == other.size && memcmp(one.text, other.text, one.size) == 0;
}

static JsonPart value_of(const Row *row, JsonPart key) {
    for (size_t i = 0; i < row->count; i++) {
        if (is_same(row->members[i].key, key)) {
            return row->members[i].value;
        }
    }
    return (JsonPart){0};
}

static void add_columns_of(Table *table, const Row *row) {
    for (size_t i = 0; i < row->count; i++) {
        size_t at = 0;
        while (at < table->count && !is_same(table->columns[at].key, row->members[i].key)) {
            at++;
        }
        if (at == table->count) {
            add_column(table, row->members[i].key);
        }
    }
}

static bool is_text(JsonPart value) {
    bool is_number = value.size > 0 && strchr("-0123456789", value.text[0]) != NULL;
    return !is_number && value.size > 0 && !json_part_is(value, "null");
}

// After: the columns are wide enough for the row.
static void measure(Table *table, const Row *row, TextBuffer *scratch) {
    for (size_t i = 0; i < table->count; i++) {
        Column *column = &table->columns[i];
        JsonPart value = value_of(row, column->key);
        text_cut(scratch, 0);
        cell_write(scratch, value, CELL_LIMIT);
        size_t width = cell_width(scratch, 0);
        column->width = width > column->width ? width : column->width;
        column->is_text = column->is_text || is_text(value);
        column->is_known = column->is_known || value.text != NULL;
    }
}

static void drop_unknown_columns(Table *table) {
    size_t kept = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (table->columns[i].is_known) {
            table->columns[kept++] = table->columns[i];
        }
    }
    table->count = kept;
}

static size_t line_start(const Table *table, size_t indent) {
    for (size_t i = 0; i + 1 < table->count; i++) {
        indent += table->columns[i].width + GAP;
    }
    return indent;
}

// `text` ends with the cell that begins at `start`.
static void align(TextBuffer *text, size_t start, const Column *column, bool is_last) {
    size_t width = cell_width(text, start);
    size_t missing = width < column->width ? column->width - width : 0;
    if (!column->is_text) {  // Digits: as many bytes as characters.
        size_t size = text->size - start;
        cell_pad(text, missing);
        if (!text->failed) {
            memmove(text->text + start + missing, text->text + start, size);
            memset(text->text + start, ' ', missing);
        }
    } else if (!is_last) {
        cell_pad(text, missing);
    }
}

static void write_row(TextBuffer *text, const Table *table, const Row *row, size_t indent) {
    cell_pad(text, indent);
    for (size_t i = 0; i < table->count; i++) {
        bool is_last = i + 1 == table->count;
        size_t start = text->size;
        JsonPart value = value_of(row, table->columns[i].key);
        if (is_last && table->columns[i].is_text) {
            cell_write_lines(text, value, line_start(table, indent));
        } else {
            cell_write(text, value, CELL_LIMIT);
            align(text, start, &table->columns[i], is_last);
        }
        cell_pad(text, is_last ? 0 : GAP);
    }
    text_add_string(text, "\n");
}

static void write_titles(TextBuffer *text, const Table *table, size_t indent) {
    cell_pad(text, indent);
    for (size_t i = 0; i < table->count; i++) {
        bool is_last = i + 1 == table->count;
        size_t start = text->size;
        text_add(text, table->columns[i].key.text, table->columns[i].key.size);
        align(text, start, &table->columns[i], is_last);
        cell_pad(text, is_last ? 0 : GAP);
    }
    text_add_string(text, "\n");
}

void table_write(TextBuffer *text, JsonPart rows, size_t indent) {
    Table table = {.count = 0};
    TextBuffer scratch = {0};
    JsonMember member;
    Row row;
    for (JsonWalk walk = json_walk(rows); json_walk_next(&walk, &member);) {
        if (table.count == 0) {
            choose_columns(&table, member.value);
        }
        read_row(&row, member.value);
        if (!table.is_fixed) {
            add_columns_of(&table, &row);
        }
        measure(&table, &row, &scratch);
    }
    text->failed = text->failed || scratch.failed;
    text_discard(&scratch);
    drop_unknown_columns(&table);
    write_titles(text, &table, indent);
    for (JsonWalk walk = json_walk(rows); json_walk_next(&walk, &member);) {
        read_row(&row, member.value);
        write_row(text, &table, &row, indent);
    }
}
