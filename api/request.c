// The body of a request: scanned strictly, then parsed.
#include "api/json/json_scan.h"
#include "api/session.h"

ApiCode request_read(const ApiInput *input, bool may_be_empty, cJSON **out_tree, Problem *problem) {
    if (input->size == 0) {
        *out_tree = may_be_empty ? cJSON_CreateObject() : NULL;
        if (*out_tree != NULL) {
            return API_OK;
        }
        return may_be_empty ? problem_no_memory(problem)
                            : problem_set(problem, API_BAD_JSON, NULL,
                                          "The body is empty; a JSON object was expected.");
    }
    ApiCode code = json_scan(input->body, input->size, problem);
    if (code != API_OK) {
        return code;
    }
    cJSON *tree = cJSON_ParseWithLength(input->body, input->size);
    if (tree == NULL) {
        return problem_no_memory(problem);
    }
    if (!cJSON_IsObject(tree)) {
        cJSON_Delete(tree);
        return problem_set(problem, API_BAD_REQUEST, NULL,
                           "The body should be a JSON object; a list of operations is "
                           "{\"ops\": [...]}.");
    }
    *out_tree = tree;
    return API_OK;
}
