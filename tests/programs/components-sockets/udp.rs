//! `wasi:sockets/udp`.

use super::*;

fn udp(family: u32) -> u32 {
    let area = call(|r| unsafe { create_udp(family, r) });
    outcome(&area, 4, || area.word(4)).unwrap()
}

fn udp_local(socket: u32) -> Outcome<Flat> {
    let area = call(|r| unsafe { udp_local_address(socket, r) });
    outcome(&area, 4, || flat(&area, 4))
}

fn udp_remote(socket: u32) -> Outcome<Flat> {
    let area = call(|r| unsafe { udp_remote_address(socket, r) });
    outcome(&area, 4, || flat(&area, 4))
}

fn udp_bind(socket: u32, network: u32, address: Flat) -> Outcome<()> {
    unit(with_address!(udp_start_bind, socket, network, address))
}

fn udp_finish(socket: u32) -> Outcome<()> {
    unit(|r| unsafe { udp_finish_bind(socket, r) })
}

fn stream(socket: u32, address: Option<Flat>) -> Outcome<[u32; 2]> {
    let has = u32::from(address.is_some());
    let area = call(with_address!(udp_stream, socket, has, address.unwrap_or([0; 12])));
    outcome(&area, 4, || [area.word(4), area.word(8)])
}

fn end([incoming, outgoing]: [u32; 2]) {
    unsafe {
        drop_incoming(incoming);
        drop_outgoing(outgoing);
    }
}

/// Datagrams as they lie in memory.
fn datagrams(list: &[(&[u8], Option<Flat>)]) -> Vec<u32> {
    let mut words = Vec::new();
    for (data, address) in list {
        words.extend([data.as_ptr() as u32, data.len() as u32]);
        words.push(address.is_some().into());
        match address.unwrap_or([0; 12]) {
            [V4, port, a, b, c, d, ..] => {
                words.extend([V4, port | a << 16 | b << 24, c | d << 8, 0, 0, 0, 0, 0]);
            }
            [_, port, flow, a, b, c, d, e, f, g, h, scope] => words.extend([
                V6, port, flow, a | b << 16, c | d << 16, e | f << 16, g | h << 16, scope,
            ]),
        }
    }
    words
}

fn send(stream: u32, list: &[(&[u8], Option<Flat>)]) -> Outcome<u64> {
    let permit = long(|r| unsafe { udp_check_send(stream, r) }).unwrap();
    assert!(permit as usize >= list.len());
    let words = datagrams(list);
    long(|r| unsafe { udp_send(stream, words.as_ptr().cast(), list.len(), r) })
}

fn receive(stream: u32, most: u64) -> Outcome<Vec<(Vec<u8>, Flat)>> {
    let area = call(|r| unsafe { udp_receive(stream, most, r) });
    outcome(&area, 4, || {
        let list = area.word(4);
        (0..area.word(8))
            .map(|index| {
                let record = Area((list + index * 40) as *mut u8);
                (record.bytes(0).to_vec(), flat(&record, 8))
            })
            .collect()
    })
}

fn shown(received: Outcome<Vec<(Vec<u8>, Flat)>>, from: Flat) -> Outcome<Vec<(String, bool)>> {
    let show = |(data, address): (Vec<u8>, Flat)| {
        let text = String::from_utf8_lossy(&data);
        let text = if text.len() > 40 { format!("{} bytes", text.len()) } else { text.into_owned() };
        (text, address == from)
    };
    received.map(|all| all.into_iter().map(show).collect())
}

pub fn run(network: u32, here: Flat, other_family: Flat) {
    let family = here[0];
    let one = udp(family);
    println!("family {}", unsafe { udp_address_family(one) });
    println!("unbound: local {} remote {}", text(udp_local(one)), text(udp_remote(one)));
    println!("finish {:?}", udp_finish(one));
    println!("stream {:?}", stream(one, None));
    println!("bind {:?}", udp_bind(one, network, other_family));
    println!("bind {:?}", udp_bind(one, network, here));
    println!("again {:?}", udp_bind(one, network, here));
    println!("finish {:?}", udp_finish(one));
    println!("again {:?}", udp_finish(one));
    println!("bind {:?}", udp_bind(one, network, here));
    println!("bound: local {} remote {}", text(udp_local(one)), text(udp_remote(one)));
    wait(unsafe { udp_subscribe(one) });
    for value in [0, 1, 42, 255] {
        let set = unit(|r| unsafe { udp_set_unicast_hop_limit(one, value, r) });
        let area = call(|r| unsafe { udp_unicast_hop_limit(one, r) });
        println!("hops {value}: {set:?} {:?}", outcome(&area, 1, || area.byte(1)));
    }
    for value in [0, 1, 20_000, 200_000] {
        println!("receive {value}: {:?} {:?}, send {:?} {:?}",
            unit(|r| unsafe { udp_set_receive_buffer_size(one, value, r) }),
            long(|r| unsafe { udp_receive_buffer_size(one, r) }),
            unit(|r| unsafe { udp_set_send_buffer_size(one, value, r) }),
            long(|r| unsafe { udp_send_buffer_size(one, r) }));
    }
    let two = udp(family);
    udp_bind(two, network, here).unwrap();
    println!("finish {:?}", udp_finish(two));
    let third = udp(family);
    println!("in use {:?}", udp_bind(third, network, udp_local(two).unwrap()));
    unsafe { drop_udp(third) };

    let (first, second) = (udp_local(one).unwrap(), udp_local(two).unwrap());
    let one_streams = stream(one, None).unwrap();
    let two_streams = stream(two, None).unwrap();
    println!("{}", text(udp_remote(one)));
    println!("nothing {:?}", receive(two_streams[0], 10));
    let pollable = unsafe { incoming_subscribe(two_streams[0]) };
    println!("ready {}", unsafe { ready(pollable) });
    println!("none {:?}", send(one_streams[1], &[]));
    println!("without address {:?}", send(one_streams[1], &[(b"x", None)]));
    println!("other family {:?}", send(one_streams[1], &[(b"x", Some(other_family))]));
    let mut nowhere = second;
    nowhere[1] = 0;
    println!("no port {:?}", send(one_streams[1], &[(b"x", Some(nowhere))]));
    let large = vec![0; 65_536];
    println!("large {:?}", send(one_streams[1], &[(&large, Some(second))]));
    println!("large {:?}", send(one_streams[1], &[(&large[..65_520], Some(second))]));
    println!("some {:?}", send(one_streams[1], &[
        (b"a", Some(second)), (b"", Some(second)), (b"c", Some(second)), (b"d", None), (b"e", Some(second)),
    ]));
    wait(unsafe { outgoing_subscribe(one_streams[1]) });
    wait(pollable);
    println!("none {:?}", shown(receive(two_streams[0], 0), first));
    println!("two {:?}", shown(receive(two_streams[0], 2), first));
    println!("rest {:?}", shown(receive(two_streams[0], 99), first));
    println!("nothing {:?}", shown(receive(two_streams[0], 99), first));
    println!("big {:?}", send(one_streams[1], &[(&large[..40_000], Some(second)), (&large[..40_000], Some(second)), (&large[..9_000], Some(second))]));
    let mut big = Vec::new();
    while big.len() < 3 {
        wait(unsafe { incoming_subscribe(two_streams[0]) });
        big.extend(shown(receive(two_streams[0], 99), first).unwrap());
    }
    println!("big {big:?}");

    // With one address.
    end(two_streams);
    let mut nobody = first;
    nobody[1] = 0;
    println!("stream {:?}", stream(two, Some(nobody)));
    println!("stream {:?}", stream(two, Some(other_family)));
    let two_streams = stream(two, Some(first)).unwrap();
    println!("{}", udp_remote(two) == Ok(first));
    println!("{}", text(udp_local(two)));
    println!("{:?}", shown(receive(two_streams[0], 9), first));
    println!("answer {:?}", send(two_streams[1], &[(b"answer", None), (b"other", Some(first))]));
    println!("elsewhere {:?}", send(two_streams[1], &[(b"elsewhere", Some(second))]));
    wait(unsafe { incoming_subscribe(one_streams[0]) });
    println!("{:?}", shown(receive(one_streams[0], 9), second));
    // Somebody else is not heard.
    let third = udp(family);
    udp_bind(third, network, here).unwrap();
    udp_finish(third).unwrap();
    let third_streams = stream(third, None).unwrap();
    send(third_streams[1], &[(b"stranger", Some(second))]).unwrap();
    send(one_streams[1], &[(b"friend", Some(second))]).unwrap();
    wait(unsafe { incoming_subscribe(two_streams[0]) });
    println!("{:?}", shown(receive(two_streams[0], 9), first));
    // And with none again.
    end(two_streams);
    let two_streams = stream(two, None).unwrap();
    println!("{} same place {}", text(udp_remote(two)), udp_local(two) == Ok(second));
    end(two_streams);
    // Nobody is there.
    let gone = udp_local(third).unwrap();
    end(third_streams);
    unsafe { drop_udp(third) };
    let two_streams = stream(two, Some(gone)).unwrap();
    println!("sent {:?}", send(two_streams[1], &[(b"?", None)]));
    wait(unsafe { incoming_subscribe(two_streams[0]) });
    println!("refused {:?}", receive(two_streams[0], 1).map(drop));
    end(two_streams);
    end(one_streams);
    unsafe {
        drop_udp(one);
        drop_udp(two);
    }
}
