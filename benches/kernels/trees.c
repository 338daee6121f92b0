// Tree allocation: builds, walks and frees binary trees with an allocator of its own, so that no libc is measured.
#include <stdint.h>
#include <stdio.h>

typedef struct Node {
    struct Node *left, *right;
    uint32_t value;
} Node;

enum { NODES = 1 << 18 };
static Node pool[NODES];
static Node *free_list;
static uint32_t fresh;

static Node *allocate(void) {
    Node *node = free_list;
    if (node) {
        free_list = node->left;
        return node;
    }
    return &pool[fresh++];
}

static void release(Node *node) {
    if (!node)
        return;
    release(node->left);
    release(node->right);
    node->left = free_list;
    free_list = node;
}

static Node *full_tree(int depth, uint32_t value) {
    Node *node = allocate();
    node->value = value;
    node->left = depth ? full_tree(depth - 1, value * 2) : NULL;
    node->right = depth ? full_tree(depth - 1, value * 2 + 1) : NULL;
    return node;
}

static uint32_t check(const Node *node) { return node ? node->value + check(node->left) - check(node->right) * 3 : 1; }

static void insert(Node **place, uint32_t value) {
    while (*place) {
        if ((*place)->value == value)
            return;
        place = value < (*place)->value ? &(*place)->left : &(*place)->right;
    }
    *place = allocate();
    **place = (Node){NULL, NULL, value};
}

int main(void) {
    uint32_t sum = 0, state = 1;
    for (int round = 0; round < 60; round++) {
        Node *tree = full_tree(15, round + 1);
        sum = sum * 31 + check(tree);
        release(tree);
        Node *search = NULL;
        for (int i = 0; i < 20000; i++) {
            state = state * 1664525 + 1013904223;
            insert(&search, state >> 12);
        }
        sum += check(search);
        release(search);
        for (int i = 0; i < 400; i++) {
            Node *small = full_tree(6, i);
            sum ^= check(small);
            release(small);
        }
    }
    printf("trees %08x\n", sum);
}
