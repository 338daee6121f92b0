// A mix in the manner of CoreMark: list sorting, small matrices, a state machine over text, all folded into a CRC.
#include <stdint.h>
#include <stdio.h>

static uint16_t crc16(uint16_t crc, uint16_t data) {
    for (int i = 0; i < 16; i++) {
        uint16_t carry = (crc ^ data) & 1;
        crc >>= 1;
        if (carry)
            crc ^= 0xa001;
        data >>= 1;
    }
    return crc;
}

typedef struct Item {
    struct Item *next;
    int16_t data, index;
} Item;

enum { ITEMS = 200, SIDE = 12 };
static Item items[ITEMS];

static Item *merge_sort(Item *list, int by_index) {
    for (int width = 1;; width *= 2) {
        Item *p = list, *tail = NULL;
        int merges = 0;
        list = NULL;
        while (p) {
            Item *q = p;
            int p_size = 0, q_size = width;
            merges++;
            while (p_size < width && q)
                p_size++, q = q->next;
            while (p_size > 0 || (q_size > 0 && q)) {
                Item *smallest;
                int take_p = q_size == 0 || !q || (p_size > 0 && (by_index ? p->index <= q->index : p->data <= q->data));
                if (take_p)
                    smallest = p, p = p->next, p_size--;
                else
                    smallest = q, q = q->next, q_size--;
                if (tail)
                    tail->next = smallest;
                else
                    list = smallest;
                tail = smallest;
            }
            p = q;
        }
        tail->next = NULL;
        if (merges <= 1)
            return list;
    }
}

static Item *reverse(Item *list) {
    Item *result = NULL;
    while (list) {
        Item *next = list->next;
        list->next = result;
        result = list;
        list = next;
    }
    return result;
}

static uint16_t lists(uint16_t crc, int seed) {
    for (int i = 0; i < ITEMS; i++)
        items[i] = (Item){i + 1 < ITEMS ? &items[i + 1] : NULL, (int16_t)(i * 7919 * seed), (int16_t)i};
    Item *list = reverse(merge_sort(items, 0));
    int found = 0;
    for (int wanted = 0; wanted < 40; wanted++)
        for (Item *item = list; item; item = item->next)
            if (item->data == (int16_t)(wanted * 997 * seed) || item->index == wanted) {
                found += item->index;
                break;
            }
    for (Item *item = merge_sort(list, 1); item; item = item->next)
        crc = crc16(crc, item->data);
    return crc16(crc, found);
}

static uint16_t matrices(uint16_t crc, int seed) {
    static int16_t a[SIDE][SIDE], b[SIDE][SIDE];
    static int32_t c[SIDE][SIDE];
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            a[i][j] = seed + i * j, b[i][j] = seed - i + j;
    int32_t sum = 0;
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            c[i][j] = 0;
            for (int k = 0; k < SIDE; k++) {
                int32_t product = a[i][k] * b[k][j];
                c[i][j] += (product >> 2 & 15) * (product >> 5 & 127);
            }
            sum += c[i][j] > 1000 ? 10 : c[i][j] & 7;
        }
    return crc16(crc, sum);
}

enum State { START, INVALID, SIGN, INTEGER, POINT, EXPONENT, SCIENTIFIC, STATES };

static enum State scan(const char **text, uint32_t *transitions) {
    enum State state = START;
    for (; **text && state != INVALID; ++*text) {
        char c = **text;
        if (c == ',') {
            ++*text;
            break;
        }
        transitions[state]++;
        int digit = c >= '0' && c <= '9';
        switch (state) {
        case START: state = digit ? INTEGER : c == '+' || c == '-' ? SIGN : c == '.' ? POINT : INVALID; break;
        case SIGN: state = digit ? INTEGER : c == '.' ? POINT : INVALID; break;
        case INTEGER: state = digit ? INTEGER : c == '.' ? POINT : INVALID; break;
        case POINT: state = digit ? POINT : c == 'e' || c == 'E' ? EXPONENT : INVALID; break;
        case EXPONENT: state = digit || c == '+' || c == '-' ? SCIENTIFIC : INVALID; break;
        case SCIENTIFIC: state = digit ? SCIENTIFIC : INVALID; break;
        default: break;
        }
    }
    return state;
}

static uint16_t states(uint16_t crc, int seed) {
    static char text[] = "5012,1234,-874,+122,35.54400,.1234500,-110.700,+0.64400,5.500e+3,-.123e-2,-87e+832,+0.6e-12,T0.3e-1F,-T.T++Tq,1T3.4e4z,";
    uint32_t finals[STATES] = {0}, transitions[STATES] = {0};
    text[seed % 100] ^= 1;
    for (const char *p = text; *p;)
        finals[scan(&p, transitions)]++;
    text[seed % 100] ^= 1;
    for (int i = 0; i < STATES; i++)
        crc = crc16(crc16(crc, finals[i]), transitions[i]);
    return crc;
}

int main(void) {
    uint16_t crc = 0;
    for (int round = 1; round <= 20000; round++) {
        crc = lists(crc, round);
        crc = matrices(crc, round & 63);
        for (int i = 0; i < 4; i++)
            crc = states(crc, round + i);
    }
    printf("mix %04x\n", crc);
}
