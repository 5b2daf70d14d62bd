// The crowd: opens viewers and speakers on one room, speaks at a steady rate, counts what arrives.
//
// The same program for every server; only the words differ (dialect.go). Every message holds a mark
// `#~<nanoseconds><number>`, so that a viewer knows its age and everybody can compare the order.
//
// It prints `ready` when all are in the room, waits for a line, speaks, and prints what it saw as
// JSON. The one who started it takes the servers' CPU time in between. storm.go, churn.go and
// claim.go have what else a crowd does.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	mark      = "#~"
	digits    = 19 + 9
	padding   = 128 - len(mark) - digits
	handshake = 64 // at once
	idle      = 5 * time.Second
)

type viewer struct {
	socket *socket
	seen   int
	order  uint64 // FNV-1a of the numbers in the order of arrival
	ages   []float64
}

// take counts the messages of a frame.
func (v *viewer) take(frame []byte, now int64) int {
	found := 0
	for {
		at := bytes.Index(frame, []byte(mark))
		if at < 0 || len(frame) < at+len(mark)+digits {
			return found
		}
		frame = frame[at+len(mark):]
		v.ages = append(v.ages, float64(now-number(frame[:19]))/1e6)
		v.order = (v.order ^ uint64(number(frame[19:digits]))) * 1099511628211
		frame = frame[digits:]
		found++
	}
}

func number(text []byte) int64 {
	var sum int64
	for _, one := range text {
		sum = sum*10 + int64(one-'0')
	}
	return sum
}

func main() {
	if err := attend(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type task struct {
	address, tokens, text                         string
	says                                          dialect
	viewers, rate, seconds, stalled, expect, each int
}

func attend() error {
	var do task
	flag.StringVar(&do.address, "url", "", "the server's WebSocket address")
	name := flag.String("dialect", "", "nightmarket, centrifuge or plain")
	room := flag.String("room", "room", "which room")
	what := flag.String("do", "talk", "talk, storm, churn or claim")
	flag.IntVar(&do.viewers, "viewers", 50, "how many watch")
	flag.IntVar(&do.rate, "rate", 20, "messages a second into the room")
	flag.IntVar(&do.seconds, "seconds", 8, "for how long")
	flag.IntVar(&do.stalled, "stalled", 0, "how many more join and then do not read")
	flag.IntVar(&do.expect, "expect", 0, "how many messages come, if others speak, too")
	flag.StringVar(&do.tokens, "tokens", "", "a file with a token a line; one speaker each")
	flag.StringVar(&do.text, "text", "+1", "what a claimer writes")
	flag.IntVar(&do.each, "each", 5, "how often a claimer writes it")
	flag.Parse()

	says, err := dialectOf(*name, *room)
	if err != nil {
		return err
	}
	do.says = says
	switch *what {
	case "storm":
		return storm(do)
	case "churn":
		return churn(do)
	case "claim":
		return claim(do, ours{*room})
	}
	return talk(do)
}

// begin tells that all is ready, and waits to be told to go.
func begin() error {
	fmt.Println("ready")
	_, err := bufio.NewReader(os.Stdin).ReadString('\n')
	return err
}

func talk(do task) error {
	watch := func() (*socket, error) { return do.says.watch(do.address) }
	crowd, err := enter(do.viewers, watch)
	if err != nil {
		return err
	}
	stalled, err := enter(do.stalled, watch)
	if err != nil {
		return err
	}
	for _, one := range stalled { // nobody reads from these any more, and little waits on this side
		if err := one.conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
			return err
		}
	}
	words, err := lines(do.tokens)
	if err != nil {
		return err
	}
	speakers, err := enterEach(words[:min(len(words), do.rate)], func(token string) (*socket, error) {
		return do.says.speakUp(do.address, token)
	})
	if err != nil {
		return err
	}
	for _, one := range speakers {
		go do.says.drain(one)
	}

	var arrived atomic.Int64
	var watching sync.WaitGroup
	all := make([]*viewer, len(crowd))
	for index, one := range crowd {
		all[index] = &viewer{socket: one, order: 14695981039346656037}
		watching.Go(func() { follow(do.says, all[index], &arrived) })
	}
	if err := begin(); err != nil {
		return err
	}

	spoken := do.rate * do.seconds
	total := max(spoken, do.expect)
	began := time.Now()
	for count := range spoken {
		time.Sleep(time.Until(began.Add(time.Duration(count) * time.Second / time.Duration(do.rate))))
		text := fmt.Sprintf("%s%019d%09d%s", mark, time.Now().UnixNano(), count, strings.Repeat("x", padding))
		if err := speakers[count%len(speakers)].text(do.says.say(count, text)); err != nil {
			return err
		}
	}
	wait(&arrived, int64(total)*int64(len(all)))
	took := time.Since(began)
	for _, one := range all {
		one.socket.conn.Close()
	}
	watching.Wait()
	return report(all, total, took)
}

// wait ends when everything has arrived, or nothing has for a while.
func wait(arrived *atomic.Int64, expected int64) {
	before, since := int64(-1), time.Now()
	for arrived.Load() < expected {
		if now := arrived.Load(); now != before {
			before, since = now, time.Now()
		} else if time.Since(since) > idle {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func follow(says dialect, one *viewer, arrived *atomic.Int64) {
	for {
		frame, err := one.socket.read()
		if err != nil {
			return
		}
		if says.answers(one.socket, frame) {
			continue
		}
		found := one.take(frame, time.Now().UnixNano())
		one.seen += found
		arrived.Add(int64(found))
	}
}

func report(all []*viewer, total int, took time.Duration) error {
	var ages []float64
	seen, lost, orders := 0, 0, map[uint64]bool{}
	for _, one := range all {
		seen += one.seen
		lost += max(0, total-one.seen)
		ages = append(ages, one.ages...)
		orders[one.order] = true
	}
	slices.Sort(ages)
	at := func(share float64) float64 {
		if len(ages) == 0 {
			return 0
		}
		return ages[int(share*float64(len(ages)-1))]
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"deliveries": seen, "lost": lost, "orders": len(orders), "seconds": took.Seconds(),
		"p50_ms": at(0.5), "p99_ms": at(0.99),
	})
}

func lines(file string) ([]string, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(body)), nil
}

func enter(count int, one func() (*socket, error)) ([]*socket, error) {
	return enterEach(make([]string, count), func(string) (*socket, error) { return one() })
}

// enterEach opens a socket a word, some at a time; the first error ends it.
func enterEach(words []string, one func(string) (*socket, error)) ([]*socket, error) {
	sockets := make([]*socket, len(words))
	turns, failed := make(chan struct{}, handshake), make(chan error, len(words))
	var entering sync.WaitGroup
	for index, word := range words {
		turns <- struct{}{}
		entering.Go(func() {
			defer func() { <-turns }()
			opened, err := one(word)
			if err != nil {
				failed <- err
				return
			}
			sockets[index] = opened
		})
	}
	entering.Wait()
	close(failed)
	return sockets, <-failed
}
