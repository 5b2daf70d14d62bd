"""Twin of ECPay AIO V5, after its public pages (developers.ecpay.com.tw 2864, 2878, 2881, 2890)."""
