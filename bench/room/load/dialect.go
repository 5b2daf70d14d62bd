package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// dialect is how a server is spoken to.
type dialect interface {
	watch(address string) (*socket, error)
	speakUp(address, token string) (*socket, error)
	// place is where somebody who watches now would resume.
	place(address string) (string, error)
	// resume comes back to that place, as somebody.
	resume(address, token, place string) (*socket, error)
	say(number int, text string) []byte
	answers(one *socket, frame []byte) bool
	drain(one *socket)
}

// run tells the messages of one run from those of the last: a client's id is used once.
var run = time.Now().UnixNano()

func dialectOf(name, room string) (dialect, error) {
	switch name {
	case "nightmarket":
		return ours{room}, nil
	case "centrifuge":
		return peer{room}, nil
	case "plain":
		return plain{}, nil
	}
	return nil, fmt.Errorf("no dialect %q", name)
}

func drain(says dialect, one *socket) {
	for {
		frame, err := one.read()
		if err != nil {
			return
		}
		says.answers(one, frame)
	}
}

// ask sends frames and waits for an answer that holds `until`.
func ask(one *socket, until string, frames ...string) error {
	_, err := asked(one, until, frames...)
	return err
}

func asked(one *socket, until string, frames ...string) ([]byte, error) {
	for _, frame := range frames {
		if err := one.text([]byte(frame)); err != nil {
			return nil, err
		}
	}
	for {
		answer, err := one.read()
		if err != nil {
			return nil, err
		}
		if bytes.Contains(answer, []byte(`"error"`)) {
			return nil, fmt.Errorf("answered %s", answer)
		}
		if bytes.Contains(answer, []byte(until)) {
			return answer, nil
		}
	}
}

func greeted(address, until string, frames ...string) (*socket, error) {
	one, err := open(address)
	if err != nil {
		return nil, err
	}
	return one, ask(one, until, frames...)
}

func quoted(text string) string {
	body, _ := json.Marshal(text) // a string always can be
	return string(body)
}

type ours struct{ room string }

func (o ours) join() string { return `{"type":"join","room":` + quoted(o.room) + `}` }

func (o ours) watch(address string) (*socket, error) { return greeted(address, `"joined"`, o.join()) }

func (o ours) speakUp(address, token string) (*socket, error) {
	return greeted(address, `"joined"`, `{"type":"auth","token":`+quoted(token)+`}`, o.join())
}

func (o ours) place(address string) (string, error) {
	one, err := open(address)
	if err != nil {
		return "", err
	}
	defer one.conn.Close()
	answer, err := asked(one, `"joined"`, o.join())
	if err != nil {
		return "", err
	}
	var joined struct {
		LastID string `json:"last_id"`
		Epoch  string `json:"epoch"`
	}
	if err := json.Unmarshal(answer, &joined); err != nil {
		return "", err
	}
	return fmt.Sprintf(`{"type":"join","room":%s,"after":%s,"epoch":%s}`,
		quoted(o.room), quoted(joined.LastID), quoted(joined.Epoch)), nil
}

func (o ours) resume(address, token, place string) (*socket, error) {
	return greeted(address, `"joined"`, `{"type":"auth","token":`+quoted(token)+`}`, place)
}

func (o ours) say(number int, text string) []byte {
	return fmt.Appendf(nil, `{"type":"send","room":%s,"client_id":"%d-%d","text":%s}`, quoted(o.room), run, number, quoted(text))
}

func (ours) answers(*socket, []byte) bool { return false }
func (o ours) drain(one *socket)          { drain(o, one) }

type peer struct{ room string }

func (p peer) watch(address string) (*socket, error) {
	return greeted(address, `"subscribe"`, `{"id":1,"connect":{}}`,
		`{"id":2,"subscribe":{"channel":`+quoted(p.room)+`,"recoverable":true}}`)
}

func (p peer) speakUp(address, _ string) (*socket, error) { return p.watch(address) }

func (p peer) place(string) (string, error)                 { return "", nil }
func (p peer) resume(address, _, _ string) (*socket, error) { return p.watch(address) }

// say holds what a message of ours holds: who, and the client's own id.
func (p peer) say(number int, text string) []byte {
	return fmt.Appendf(nil, `{"id":%d,"publish":{"channel":%s,"data":{"kind":"chat","user":{"id":`+
		`"01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d","name":"小美"},"client_id":"%d-%d","text":%s}}}`,
		number+3, quoted(p.room), run, number, quoted(text))
}

// answers the server's own ping, an empty object.
func (peer) answers(one *socket, frame []byte) bool {
	if !bytes.Equal(bytes.TrimSpace(frame), []byte("{}")) {
		return false
	}
	_ = one.text([]byte("{}")) // a socket that is gone is seen by the next read
	return true
}
func (p peer) drain(one *socket) { drain(p, one) }

// plain is a server that sends on what it gets.
type plain struct{}

func (plain) watch(address string) (*socket, error)        { return open(address) }
func (plain) speakUp(address, _ string) (*socket, error)   { return open(address) }
func (plain) place(string) (string, error)                 { return "", nil }
func (plain) resume(address, _, _ string) (*socket, error) { return open(address) }
func (plain) say(_ int, text string) []byte                { return []byte(text) }
func (plain) answers(*socket, []byte) bool                 { return false }
func (p plain) drain(one *socket)                          { drain(p, one) }
