// The peer: a chat server on the Centrifuge library (Centrifugo's engine), with history, recovery
// and presence on, in memory, without compression.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/centrifugal/centrifuge"
)

const (
	kept    = 5000
	keptFor = 7 * 24 * time.Hour
)

func main() {
	delay := flag.Duration("delay", 0, "how long a connection's messages are collected before they are sent")
	flag.Parse()
	if err := serve(*delay); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(delay time.Duration) error {
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelNone})
	if err != nil {
		return err
	}
	node.OnConnecting(func(_ context.Context, event centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials:        &centrifuge.Credentials{UserID: event.ClientID},
			WriteDelay:         delay,
			MaxMessagesInFrame: -1,
		}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) { behave(node, client) })
	if err := node.Run(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	http.Handle("/ws", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{UseWriteBufferPool: true}))
	return http.Serve(listener, nil)
}

func behave(node *centrifuge.Node, client *centrifuge.Client) {
	client.OnSubscribe(func(_ centrifuge.SubscribeEvent, done centrifuge.SubscribeCallback) {
		done(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{
			EnableRecovery: true,
			EmitPresence:   true,
		}}, nil)
	})
	client.OnPublish(func(event centrifuge.PublishEvent, done centrifuge.PublishCallback) {
		result, err := node.Publish(event.Channel, event.Data, centrifuge.WithHistory(kept, keptFor))
		done(centrifuge.PublishReply{Result: &result}, err)
	})
}
