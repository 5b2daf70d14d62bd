package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
)

const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

// socket is a client's WebSocket (RFC 6455), as little of it as counting needs. isPacked: the last text
// came compressed (RFC 7692), and is left so.
type socket struct {
	conn     net.Conn
	in       *bufio.Reader
	payload  []byte
	isPacked bool
	writing  sync.Mutex
}

// packing is whether sockets ask for compressed frames.
var packing bool

func open(address string) (*socket, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		return nil, err
	}
	extra := ""
	if packing {
		extra = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s"+
		"Sec-WebSocket-Key: bmlnaHRtYXJrZXQgYmVuYw==\r\nSec-WebSocket-Version: 13\r\n\r\n", at.RequestURI(), at.Host, extra)
	in := bufio.NewReaderSize(conn, 4096)
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return nil, fmt.Errorf("handshake answered %d", answer.StatusCode)
	}
	return &socket{conn: conn, in: in}, nil
}

// text sends one frame, masked with zeros: the server does the same work for any mask.
func (s *socket) text(payload []byte) error { return s.frame(opText, payload) }

func (s *socket) frame(op byte, payload []byte) error {
	head := []byte{0x80 | op}
	if len(payload) < 126 {
		head = append(head, 0x80|byte(len(payload)))
	} else {
		head = append(head, 0x80|126)
		head = binary.BigEndian.AppendUint16(head, uint16(len(payload)))
	}
	head = append(head, 0, 0, 0, 0)
	s.writing.Lock()
	defer s.writing.Unlock()
	_, err := s.conn.Write(append(head, payload...))
	return err
}

// read returns the next text; it is good until the next read.
func (s *socket) read() ([]byte, error) {
	for {
		op, payload, err := s.next()
		if err != nil {
			return nil, err
		}
		switch op {
		case opText:
			return payload, nil
		case opPing:
			if err := s.frame(opPong, payload); err != nil {
				return nil, err
			}
		case opClose:
			return nil, io.EOF
		}
	}
}

func (s *socket) next() (byte, []byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(s.in, head[:2]); err != nil {
		return 0, nil, err
	}
	op, size := head[0]&0x0f, uint64(head[1])
	isPacked := head[0]&0x40 != 0
	switch size {
	case 126:
		if _, err := io.ReadFull(s.in, head[:2]); err != nil {
			return 0, nil, err
		}
		size = uint64(binary.BigEndian.Uint16(head[:2]))
	case 127:
		if _, err := io.ReadFull(s.in, head[:]); err != nil {
			return 0, nil, err
		}
		size = binary.BigEndian.Uint64(head[:])
	}
	if uint64(cap(s.payload)) < size {
		s.payload = make([]byte, size)
	}
	s.payload = s.payload[:size]
	_, err := io.ReadFull(s.in, s.payload)
	s.isPacked = isPacked
	return op, s.payload, err
}
