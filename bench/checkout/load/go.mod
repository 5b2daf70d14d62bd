module nightmarket/bench/checkout/load

go 1.25
