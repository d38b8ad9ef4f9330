"""Parcel scales and label printers, usable without the rest of Wavegate.

``devices.scales`` turns the bytes of a scale into exact grams and says honestly when it
cannot; ``devices.printers`` sends a label and says what is known about it afterwards. Both
ship virtual devices that speak the real protocols and misbehave on request.
"""
