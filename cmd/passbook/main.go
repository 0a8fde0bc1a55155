// Command passbook shows all of a person's money in a terminal.
package main

func main() {}
