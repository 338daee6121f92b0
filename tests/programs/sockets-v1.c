// Sockets of WasmEdge's first version, both ends in one program: what differs from
// the second. Addresses lie in places as long as they are.
#define V1
#include "sockets.h"

static u8 bytes[100];
static u32 n;
static u16 flags;

static void streams(ip loopback) {
    u32 client, server, port, other_port;
    ip address;
    connection(loopback, &client, &server);
    OK(peer_address(server, &address, &port));
    TRUE(is_address(&address, loopback));
    OK(local_address(client, &address, &other_port));
    TRUE(is_address(&address, loopback));
    EXPECT(port, other_port);
    OK(send_text(client, "ping"));
    TRUE(receives(server, "ping"));
    OK(sock_shutdown(server, SHUT_BOTH));
    iovec in = {bytes, sizeof bytes};
    OK(receive(client, &in, 1, 0, &n, &flags));
    EXPECT(0, n);
    OK(fd_close(client));
    OK(fd_close(server));
}

static void datagrams(ip loopback) {
    u32 one, other, port;
    ip address;
    OK(sock_open(loopback.family, DATAGRAM, &one));
    OK(sock_bind(one, at(loopback), 0));
    OK(local_address(one, &address, &port));
    OK(sock_open(loopback.family, DATAGRAM, &other));
    iovec out = {"message", 7}, in = {bytes, 4};
    OK(sock_send_to(other, &out, 1, at(loopback), port, 0, &n));
    EXPECT(7, n);
    u8 from[20];
    memset(from, 0xee, sizeof from);
    place place = {from, size_of(loopback.family)};
    OK(recv_from_v1(one, &in, 1, &place, 0, &n, &flags));
    EXPECT(4, n);
    EXPECT(1, flags);
    TRUE(same(bytes, "mess", 4));
    TRUE(same(from, loopback.bytes, size_of(loopback.family)));
    EXPECT(0xee, from[size_of(loopback.family)]);
    OK(fd_close(one));
    OK(fd_close(other));
}

void test(void) {
    streams(LOOPBACK4);
    streams(LOOPBACK6);
    datagrams(LOOPBACK4);
    datagrams(LOOPBACK6);
    // There is no room for an address of IPv6.
    u32 client, server, type, port;
    connection(LOOPBACK6, &client, &server);
    place small = {bytes, 4};
    EXPECT(INVAL, peer_v1(client, &small, &type, &port));
    small.length = 128;
    OK(peer_v1(client, &small, &type, &port));
    EXPECT(6, type);
    OK(fd_close(client));
    OK(fd_close(server));
}
