package main

import (
	"encoding/json"
	"os"
	"time"
)

// storm is a crowd that comes back at once: everybody opens a socket, says who it is and resumes.
func storm(do task) error {
	place, err := do.says.place(do.address)
	if err != nil {
		return err
	}
	tokens, err := lines(do.tokens)
	if err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	began := time.Now()
	sockets, err := enterEach(tokens[:do.viewers], func(token string) (*socket, error) {
		return do.says.resume(do.address, token, place)
	})
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	for _, one := range sockets {
		one.conn.Close()
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"seconds": took})
}
