module nightmarket/bench/room/load

go 1.25
