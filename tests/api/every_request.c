#include "tests/api/every_request.h"

#include "api/json/text_buffer.h"

char *script_body(const ScriptRequest *request) {
    char *body = request->body != NULL ? text_copy(request->body) : NULL;
    for (char *next = body; next != NULL && *next != '\0'; next++) {
        if (*next == '\'') {
            *next = '"';
        }
    }
    return body;
}

#define OP API_CALL_OPERATIONS

// clang-format off
const ScriptRequest every_request[] = {
    // What the others work on.
    {OP, "{'op': 'class', 'name': 'P'}"},
    {OP, "{'ops': [{'op': 'assign', 'name': 'p', 'value': {'new': 'P'}}, {'op': 'assign', 'name': 'li', 'value': [3, 1, 2]},"
         " {'op': 'assign', 'name': 'd', 'value': {'dict': [['k', 1], [2, []]]}}, {'op': 'assign', 'name': 's', 'value': {'set': [1, 2]}}]}"},
    {OP, "{'op': 'function', 'name': 'cb', 'params': ['w'], 'body': [{'op': 'assign', 'name': 'x', 'value': ['a']}]}"},

    // Values.
    {OP, "{'op': 'assign', 'name': 'v', 'value': [null, true, 7, 1.5, 'not a word', {'int': '123456789012345678901'}, {'float': 'nan'}]}"},
    {OP, "{'op': 'assign', 'name': 'v', 'value': {'tuple': [{'str': 'ab', 'repeat': 30}, {'bytes': 'aGk='}, {'bytes': {'zeros': 3000}}]}}"},
    {OP, "{'op': 'assign', 'name': 'v', 'value': {'dict': [['a', {'set': [1, 2]}], [{'tuple': [1, 2]}, {'frozenset': [1, 'x']}]]}}"},
    {OP, "{'op': 'assign', 'name': 'w', 'value': {'weakref': 'p', 'callback': 'cb'}}"},
    {OP, "{'op': 'assign', 'name': 'v', 'value': [{'new': 'P'}, {'weakref': 'P'}, {'ref': 'li[0]'}, {'ref': 'd[\\'k\\']'}]}"},
    {OP, "{'op': 'assign', 'name': 'word', 'value': 'one that is no word'}"},
    {OP, "{'op': 'assign', 'name': 'e', 'value': {'expr': 'join', 'args': [',', {'expr': 'concat', 'args': [['a'], {'expr': 'repeat', 'args': [['b'], 2]}]}]}}"},
    {OP, "{'op': 'assign', 'name': 'e', 'value': [{'expr': 'slice', 'args': [{'ref': 'e'}, 0, 2]}, {'expr': 'copy', 'args': [{'ref': 'li'}]}]}"},
    {OP, "{'op': 'assign', 'name': 'e', 'value': [{'expr': 'list', 'args': ['abc']}, {'expr': 'tuple', 'args': [[1]]}, {'expr': 'set', 'args': ['ab']}]}"},
    {OP, "{'op': 'assign', 'name': 'e', 'value': [{'expr': 'frozenset', 'args': [[1, 2]]}, {'expr': 'dict', 'args': [[['a', 1]]]}, {'expr': 'str', 'args': [2.5]}]}"},

    // Containers.
    {OP, "{'op': 'evaluate', 'value': [{'new': 'P'}, 'gone at once']}"},
    {OP, "{'op': 'append', 'target': 'li', 'value': ['new']}"},
    {OP, "{'op': 'insert', 'target': 'li', 'index': 1, 'value': {'float': 1}}"},
    {OP, "{'op': 'extend', 'target': 'li', 'values': ['x', 'y z', 9, 8, 7, 6, 5, 4, 3]}"},
    {OP, "{'op': 'remove', 'target': 'li', 'value': 'x'}"},
    {OP, "{'op': 'pop', 'target': 'li', 'index': 0, 'into': 'popped'}"},
    {OP, "{'op': 'reverse', 'target': 'li'}"},
    {OP, "{'op': 'set_item', 'target': 'li', 'key': 0, 'value': {'str': 'ab', 'repeat': 2}}"},
    {OP, "{'op': 'set_item', 'target': 'd', 'key': 'new key', 'value': ['v']}"},
    {OP, "{'op': 'del_item', 'target': 'd', 'key': 'k'}"},
    {OP, "{'op': 'add', 'target': 's', 'value': 'an element'}"},
    {OP, "{'op': 'discard', 'target': 's', 'value': 1}"},
    {OP, "{'op': 'update', 'target': 's', 'value': [1, 2, 3, 4, 5, 6, 7, 8, 9]}"},
    {OP, "{'op': 'update', 'target': 'd', 'value': {'dict': [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]}}"},
    {OP, "{'op': 'clear', 'target': 'd'}"},
    {OP, "{'op': 'assign', 'name': 'numbers', 'value': [3, 1, 2]}"},
    {OP, "{'op': 'sort', 'target': 'numbers'}"},
    {OP, "{'op': 'set_attr', 'target': 'p', 'attr': 'x', 'value': ['held']}"},
    {OP, "{'op': 'del_attr', 'target': 'p', 'attr': 'x'}"},
    {OP, "{'op': 'intern', 'target': 'word', 'name': 'i'}"},
    {OP, "{'op': 'deref', 'target': 'w', 'name': 'strong'}"},

    // Functions and classes.
    {OP, "{'op': 'class', 'name': 'Q', 'bases': ['P'], 'slots': ['a', 'b'], 'attrs': {'x': [1, 'two'], 'y': {'set': [1.5]}},"
         " 'methods': [{'name': 'm', 'params': ['self', 'z'], 'defaults': {'z': []}, 'body': [{'op': 'return', 'value': {'ref': 'self'}}]}],"
         " 'finalizer': [{'op': 'assign', 'name': 't', 'value': {'tuple': [1, 'k']}}]}"},
    {OP, "{'op': 'function', 'name': 'f', 'params': ['a'], 'body': [{'op': 'assign', 'name': 'n', 'value': 1},"
         " {'op': 'function', 'name': 'g', 'params': ['b'], 'defaults': {'b': 1.5}, 'cells': ['n', 'a'],"
         " 'body': [{'op': 'evaluate', 'value': [{'ref': 'n'}, {'ref': 'P'}]}, {'op': 'function', 'name': 'h', 'params': [],"
         " 'body': [{'op': 'return', 'value': {'ref': 'n'}}]}]}, {'op': 'class', 'name': 'K', 'attrs': {'q': {'ref': 'n'}}},"
         " {'op': 'return', 'value': {'ref': 'g'}}]}"},
    {OP, "{'op': 'call', 'function': 'f', 'args': {'a': [1]}, 'into': 'g'}"},
    {OP, "{'op': 'call', 'function': 'g', 'into': 'r'}"},
    {OP, "{'op': 'call', 'function': 'P', 'into': 'made'}"},
    {OP, "{'op': 'repeat', 'times': 3, 'ops': [{'op': 'assign', 'name': 'a{i}', 'value': [{'float': 2}]},"
         " {'op': 'repeat', 'times': 2, 'ops': [{'op': 'append', 'target': 'li', 'value': 'q'}]},"
         " {'op': 'function', 'name': 'f{i}', 'params': [], 'body': [{'op': 'repeat', 'times': 2, 'ops': [{'op': 'assign', 'name': 'v{i}', 'value': 1}]}]},"
         " {'op': 'call', 'function': 'f{i}'}]}"},
    {OP, "{'op': 'del', 'names': ['p', 'strong']}"},
    {OP, "{'op': 'repeat', 'times': 2, 'ops': [{'op': 'assign', 'name': 'p', 'value': {'new': 'Q'}}, {'op': 'del', 'name': 'p'}]}"},
    {OP, "{'op': 'function', 'name': 'hand', 'params': ['u']}"},
    {OP, "{'op': 'call', 'function': 'hand', 'args': {'u': 1}, 'cells': ['u']}"},
    {OP, "{'op': 'function', 'name': 'in_', 'params': [], 'cells': ['u'], 'body': []}"},
    {OP, "{'op': 'return'}"},

    // The collector.
    {OP, "{'op': 'gc', 'thresholds': [700, 10, 10], 'debug_saveall': true, 'clear_garbage': true}"},
    {OP, "{'ops': [{'op': 'assign', 'name': 'c', 'value': []}, {'op': 'append', 'target': 'c', 'value': {'ref': 'c'}}, {'op': 'del', 'name': 'c'}]}"},
    {OP, "{'op': 'collect', 'into': 'n'}"},
    {OP, "{'op': 'freeze'}"},
    {OP, "{'op': 'unfreeze'}"},
    {OP, "{'op': 'evaluate', 'value': [1]}", .parameter = {"include", "reachable,referrers"}},
    {OP, "{'op': 'evaluate', 'value': [1]}", .parameter = {"events", "none"}},

    // The short forms.
    {API_CALL_CREATE_OBJECT, "{'value': ['short'], 'name': 'short'}"},
    {API_CALL_CREATE_OBJECT, "{'value': ['dropped']}"},
    {API_CALL_BIND_NAME, "{'value': ['bound']}", {"short"}},
    {API_CALL_DELETE_NAME, NULL, {"short"}},
    {API_CALL_COLLECT, "{'generation': 1}"},

    // Questions.
    {API_CALL_SESSION}, {API_CALL_OBJECTS}, {API_CALL_OBJECTS, .parameter = {"reachable", "true"}},
    {API_CALL_OBJECT, .path = {"1"}}, {API_CALL_WHY_ALIVE, .path = {"1"}}, {API_CALL_RETAINED, .path = {"1"}},
    {API_CALL_IS, .parameter = {"a", "li[0]"}, .second = {"b", "li"}}, {API_CALL_NAMES}, {API_CALL_FRAMES},
    {API_CALL_GRAPH}, {API_CALL_GRAPH, .parameter = {"around", "1"}}, {API_CALL_GC},
    {API_CALL_MEMORY}, {API_CALL_POOL, .path = {"0", "0"}}, {API_CALL_INTERNED},
    {API_CALL_SMALL_INTS}, {API_CALL_HISTORY},
    {API_CALLS},
};
// clang-format on
