package main

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	again   = 300 * time.Millisecond // and as much at random, after a refusal that passes
	patient = 45 * time.Second       // without any further answer
)

// place is an entry's place in the room's log, as a number.
type place uint64

func placeOf(id string) place {
	ms, number, _ := strings.Cut(id, "-")
	high, _ := strconv.ParseUint(ms, 10, 64) // ids are the server's own
	low, _ := strconv.ParseUint(number, 10, 64)
	return place(high<<20 | low)
}

// arrival is when everything up to `last` had come.
type arrival struct {
	at   int64
	last place
}

type comment struct {
	at int64 // when it was first written
	id string
}

// claimer is one person at one socket, who writes claims and waits for the answers.
type claimer struct {
	number   int
	text     string
	says     ours
	socket   *socket
	mutex    sync.Mutex
	said     []comment
	arrivals []arrival
	refused  map[string]int
	dropped  int
	isCut    bool
}

// witness is the room as the first socket saw it: the one that reads what is in the frames.
type witness struct {
	mutex    sync.Mutex
	comments []string
	answers  map[string]place // where a comment was first answered
	frames   int              // entries with answers
}

var received, heard, answered atomic.Int64

// claim has every socket write `each` claims at times of its own, evenly spread over the seconds.
func claim(do task, says ours) error {
	packing = true // as browsers do
	words, err := lines(do.tokens)
	if err != nil {
		return err
	}
	sockets, err := enterEach(words[:do.viewers], func(token string) (*socket, error) {
		return says.speakUp(do.address, token)
	})
	if err != nil {
		return err
	}
	seen := &witness{answers: map[string]place{}}
	crowd := make([]*claimer, len(sockets))
	for index, one := range sockets {
		crowd[index] = &claimer{
			number: index, text: do.text, says: says, socket: one,
			said: make([]comment, do.each), refused: map[string]int{},
		}
		sees := (*witness)(nil)
		if index == 0 {
			sees = seen
		}
		go crowd[index].follow(sees)
	}
	if err := begin(); err != nil {
		return err
	}
	began, cpu := time.Now(), spent()
	var writing sync.WaitGroup
	for _, one := range crowd {
		writing.Go(func() { one.write(time.Duration(do.seconds) * time.Second) })
	}
	writing.Wait()
	wrote := time.Since(began)
	for before, since := int64(-1), began; answered.Load() < int64(len(crowd)*do.each); time.Sleep(20 * time.Millisecond) {
		if now := answered.Load() + heard.Load(); now != before {
			before, since = now, time.Now()
		} else if time.Since(since) > patient {
			break
		}
	}
	took := time.Since(began)
	time.Sleep(2 * time.Second) // the last frame is on its way to everybody
	return tell(crowd, seen, map[string]any{
		"wrote_s": wrote.Seconds(), "seconds": took.Seconds(), "cpu_s": spent() - cpu,
		"bytes": received.Load(),
	})
}

func (c *claimer) write(within time.Duration) {
	moments := make([]time.Duration, len(c.said))
	for index := range moments {
		moments[index] = rand.N(within)
	}
	slices.Sort(moments)
	began := time.Now()
	for index, moment := range moments {
		time.Sleep(time.Until(began.Add(moment)))
		c.mutex.Lock()
		c.said[index].at = time.Now().UnixNano()
		c.mutex.Unlock()
		c.say(index)
	}
}

// say: a socket that is gone is seen by its next read.
func (c *claimer) say(index int) { _ = c.socket.text(c.says.say(c.number*len(c.said)+index, c.text)) }

func (c *claimer) follow(sees *witness) {
	for {
		frame, err := c.socket.read()
		if err != nil {
			c.isCut = true
			return
		}
		received.Add(int64(len(frame)))
		now := time.Now().UnixNano()
		if c.socket.isPacked { // only what goes to the whole room is long enough
			last, err := shared.lastOf(frame)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
			c.arrive(now, last)
			if sees != nil {
				plain, _ := inflated(frame) // it could be read a moment ago
				sees.take(plain)
			}
			continue
		}
		switch {
		case bytes.HasPrefix(frame, []byte(`{"type":"events"`)):
			c.arrive(now, placeOf(lastOf(frame)))
			if sees != nil {
				sees.take(frame)
			}
		case bytes.HasPrefix(frame, []byte(`{"type":"dropped"`)):
			c.dropped++
		case bytes.HasPrefix(frame, []byte(`{"type":"sent"`)), bytes.HasPrefix(frame, []byte(`{"type":"error"`)):
			c.hear(frame)
		}
	}
}

func (c *claimer) arrive(now int64, last place) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.arrivals = append(c.arrivals, arrival{now, last})
}

// packed remembers what is in a compressed frame: everybody gets the same, and 2,000 people's phones are
// not to be done by this one machine.
type packed struct {
	mutex sync.RWMutex
	known map[uint64]place
}

var (
	shared = packed{known: map[uint64]place{}}
	seed   = maphash.MakeSeed()
)

func (p *packed) lastOf(frame []byte) (place, error) {
	key := maphash.Bytes(seed, frame)
	p.mutex.RLock()
	last, isKnown := p.known[key]
	p.mutex.RUnlock()
	if isKnown {
		return last, nil
	}
	plain, err := inflated(frame)
	if err != nil {
		return 0, err
	}
	last = placeOf(lastOf(plain))
	p.mutex.Lock()
	p.known[key] = last
	p.mutex.Unlock()
	return last, nil
}

// inflated is a compressed message with the end that RFC 7692 leaves out, and a last block.
func inflated(frame []byte) ([]byte, error) {
	whole := io.MultiReader(bytes.NewReader(frame), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff"))
	return io.ReadAll(flate.NewReader(whole))
}

// lastOf is the id of the last entry; a person's id stands behind a colon.
func lastOf(frame []byte) string {
	const mark = `{"id":"`
	at := max(bytes.LastIndex(frame, []byte(","+mark)), bytes.LastIndex(frame, []byte("["+mark)))
	id, _, _ := bytes.Cut(frame[at+1+len(mark):], []byte(`"`))
	return string(id)
}

// hear keeps the id of a comment, or says it again when it was refused.
func (c *claimer) hear(frame []byte) {
	var told struct {
		ID       string `json:"id"`
		Reason   string `json:"reason"`
		ClientID string `json:"client_id"`
	}
	if err := json.Unmarshal(frame, &told); err != nil {
		return
	}
	_, number, _ := strings.Cut(told.ClientID, "-")
	index, _ := strconv.Atoi(number) // ours
	index %= len(c.said)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if told.Reason != "" {
		c.refused[told.Reason]++
		time.AfterFunc(again+rand.N(again), func() { c.say(index) })
		return
	}
	c.said[index].id = told.ID
	heard.Add(1)
}

func (w *witness) take(frame []byte) {
	var news struct {
		Events []struct {
			ID      string `json:"id"`
			Kind    string `json:"kind"`
			Answers []struct {
				MessageID string `json:"message_id"`
			} `json:"answers"`
		} `json:"events"`
	}
	if err := json.Unmarshal(frame, &news); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, one := range news.Events {
		switch one.Kind {
		case "chat":
			w.comments = append(w.comments, one.ID)
		case "claims":
			w.frames++
			for _, answer := range one.Answers {
				if _, isKnown := w.answers[answer.MessageID]; !isKnown {
					w.answers[answer.MessageID] = placeOf(one.ID)
					answered.Add(1)
				}
			}
		}
	}
}

// tell how long it took from writing a comment until its answer was at the same socket.
func tell(crowd []*claimer, seen *witness, found map[string]any) error {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	var ages []float64
	said, refused, cut, dropped := []string{}, map[string]int{}, 0, 0
	for _, one := range crowd {
		one.mutex.Lock()
		for reason, count := range one.refused {
			refused[reason] += count
		}
		dropped += one.dropped
		if one.isCut {
			cut++
		}
		for _, comment := range one.said {
			if comment.id == "" {
				continue
			}
			said = append(said, comment.id)
			answer, isAnswered := seen.answers[comment.id]
			at, _ := slices.BinarySearchFunc(one.arrivals, answer, func(one arrival, at place) int {
				if one.last < at {
					return -1
				}
				return 1
			})
			if isAnswered && at < len(one.arrivals) {
				ages = append(ages, float64(one.arrivals[at].at-comment.at)/1e6)
			}
		}
		one.mutex.Unlock()
	}
	slices.Sort(ages)
	at := func(share float64) float64 {
		if len(ages) == 0 {
			return 0
		}
		return ages[int(share*float64(len(ages)-1))]
	}
	found["said"], found["seen"], found["answered"] = said, seen.comments, len(ages)
	found["answer_entries"], found["refused"], found["cut"], found["dropped"] = seen.frames, refused, cut, dropped
	found["p50_ms"], found["p99_ms"], found["most_ms"] = at(0.5), at(0.99), at(1)
	return json.NewEncoder(os.Stdout).Encode(found)
}

// spent is this program's own user and system time.
func spent() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}
