#include "tests/api/graph_view.h"
#include "tests/api/trees.h"

bool graph_view_counts_fit(const char *graph) {
    cJSON *tree = cJSON_Parse(graph);
    bool fits = tree != NULL;
    if (tree == NULL || tree_member(tree, "left_out")->valuedouble > 0) {
        cJSON_Delete(tree);
        return fits;
    }
    cJSON *counts = cJSON_CreateObject();
    for (const cJSON *edge = tree_member(tree, "edges")->child; edge != NULL; edge = edge->next) {
        const char *key = tree_key(tree_member(edge, "to")->valuedouble);
        cJSON *count = tree_member(counts, key);
        if (count == NULL) {
            cJSON_AddNumberToObject(counts, key, 1);
        } else {
            cJSON_SetNumberValue(count, count->valuedouble + 1);
        }
    }
    for (const cJSON *node = tree_member(tree, "nodes")->child; fits && node != NULL;
         node = node->next) {
        const cJSON *count = tree_member(counts, tree_key(tree_member(node, "id")->valuedouble));
        double edges = count != NULL ? count->valuedouble : 0;
        fits = edges == tree_member(node, "references")->valuedouble ||
               tree_complain("its edges are not its references:", node);
    }
    cJSON_Delete(counts);
    cJSON_Delete(tree);
    return fits;
}
