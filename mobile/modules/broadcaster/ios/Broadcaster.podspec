Pod::Spec.new do |s|
  s.name           = 'Broadcaster'
  s.version        = '0.1.0'
  s.summary        = 'Goes live from the phone by RTMPS'
  s.author         = 'Nightmarket'
  s.homepage       = 'https://github.com/HaishinKit/HaishinKit.swift'
  s.license        = 'Proprietary'
  s.platforms      = { :ios => '16.4' }
  s.source         = { git: '' }
  s.swift_version  = '5.9'
  s.static_framework = true

  s.dependency 'ExpoModulesCore'

  # HaishinKit 2.2 comes as a Swift package only; the helper is React Native's
  # (scripts/cocoapods/spm.rb of 0.85, which warns that static linking may need USE_FRAMEWORKS=dynamic).
  spm_dependency(s,
    url: 'https://github.com/HaishinKit/HaishinKit.swift',
    requirement: { kind: 'upToNextMinorVersion', minimumVersion: '2.2.5' },
    products: ['HaishinKit', 'RTMPHaishinKit']
  )

  s.source_files = '**/*.swift'
  s.pod_target_xcconfig = { 'DEFINES_MODULE' => 'YES', 'SWIFT_COMPILATION_MODE' => 'wholemodule' }
end
