// The back button is heard before the router hears it.
import "#/lib/layers";
import "expo-router/entry";
